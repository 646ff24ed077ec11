(* Elementary functions of complex numbers, and the laws of the core's table that are about them, by name. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

(* -- the functions, as the core's table defines them ----------------------------------------------------- *)

Definition c_re (z : C) : C := RtoC (Re z).
Definition c_im (z : C) : C := RtoC (Im z).
Definition c_conj (z : C) : C := Cconj z.
Definition c_abs (z : C) : C := RtoC (Cmod z).
Definition c_log (z : C) : C := Clog z.
Definition c_arg (z : C) : C := RtoC (Carg z).
Definition floorZ (z : C) : Z := (up (Re z) - 1)%Z.
Definition c_floor (z : C) : C := IZR (floorZ z).

Definition c_sin (z : C) : C :=
  RtoC (-1) * Ci * (RtoC (1 / 2) * (exp (Ci * z) + RtoC (-1) * exp (RtoC (-1) * (Ci * z)))).
Definition c_cos (z : C) : C := RtoC (1 / 2) * (exp (Ci * z) + exp (RtoC (-1) * (Ci * z))).
Definition c_tan (z : C) : C := c_sin z * powZ (c_cos z) (-1).
Definition c_cot (z : C) : C := c_cos z * powZ (c_sin z) (-1).
Definition c_sec (z : C) : C := powZ (c_cos z) (-1).
Definition c_csc (z : C) : C := powZ (c_sin z) (-1).
Definition c_sinh (z : C) : C := RtoC (1 / 2) * (exp z + RtoC (-1) * exp (RtoC (-1) * z)).
Definition c_cosh (z : C) : C := RtoC (1 / 2) * (exp z + exp (RtoC (-1) * z)).
Definition c_tanh (z : C) : C := c_sinh z * powZ (c_cosh z) (-1).
Definition c_coth (z : C) : C := c_cosh z * powZ (c_sinh z) (-1).
Definition c_sech (z : C) : C := powZ (c_cosh z) (-1).
Definition c_csch (z : C) : C := powZ (c_sinh z) (-1).

Definition c_asin (z : C) : C :=
  RtoC (-1) * Ci * c_log (Ci * z + principal_root 2 (RtoC 1 + RtoC (-1) * powZ z 2)).
Definition c_acos (z : C) : C := RtoC (1 / 2) * PI + RtoC (-1) * c_asin z.
Definition c_atan (z : C) : C :=
  RtoC (1 / 2) * Ci
  * (c_log (RtoC 1 + RtoC (-1) * Ci * z) + RtoC (-1) * c_log (RtoC 1 + Ci * z)).
Definition c_asinh (z : C) : C := c_log (z + principal_root 2 (powZ z 2 + RtoC 1)).
Definition c_acosh (z : C) : C :=
  c_log (z + principal_root 2 (z + RtoC 1) * principal_root 2 (z + RtoC (-1))).
Definition c_atanh (z : C) : C :=
  RtoC (1 / 2) * (c_log (RtoC 1 + z) + RtoC (-1) * c_log (RtoC 1 + RtoC (-1) * z)).

Definition at_zero (z c other : C) : C := if Ceq_dec z (RtoC 0) then c else other.
Definition c_acot (z : C) : C := at_zero z (RtoC (1 / 2) * PI) (c_atan (powZ z (-1))).
Definition c_acoth (z : C) : C := at_zero z (RtoC (1 / 2) * PI * Ci) (c_atanh (powZ z (-1))).
Definition c_asec (z : C) : C := c_acos (powZ z (-1)).
Definition c_acsc (z : C) : C := c_asin (powZ z (-1)).
Definition c_asech (z : C) : C := c_acosh (powZ z (-1)).
Definition c_acsch (z : C) : C := c_asinh (powZ z (-1)).

Definition c_golden : C := RtoC (1 / 2) * (RtoC 1 + root 2 (RtoC 5)).
Definition fibonacci_of (n : Z) : C :=
  (powZ c_golden n + RtoC (-1) * powZ (RtoC (-1) * c_golden) (- n)) * powZ (root 2 (RtoC 5)) (-1).
Definition c_fibonacci (z : C) : C := fibonacci_of (floorZ z).

Lemma at_zero_elsewhere : forall z c other, z <> RtoC 0 -> at_zero z c other = other.
Proof. intros z c other N; unfold at_zero; destruct (Ceq_dec z (RtoC 0)); [contradiction | reflexivity]. Qed.

Lemma floor_of_whole : forall n, floorZ (IZR n) = n.
Proof.
  intro n; unfold floorZ, IZR; simpl; rewrite <- (tech_up (Rdefinitions.IZR n) (n + 1)).
  - lia.
  - rewrite plus_IZR; lra.
  - rewrite plus_IZR; lra.
Qed.

(* -- definition ---------------------------------------------------------------------------------------------- *)

Theorem definition_sin : forall z, c_sin z
  = RtoC (-1) * Ci * (RtoC (1 / 2) * (exp (Ci * z) + RtoC (-1) * exp (RtoC (-1) * (Ci * z)))).
Proof. reflexivity. Qed.
Theorem definition_cos : forall z, c_cos z = RtoC (1 / 2) * (exp (Ci * z) + exp (RtoC (-1) * (Ci * z))).
Proof. reflexivity. Qed.
Theorem definition_tan : forall z, c_cos z <> RtoC 0 -> c_tan z = c_sin z * powZ (c_cos z) (-1).
Proof. reflexivity. Qed.
Theorem definition_cot : forall z, c_sin z <> RtoC 0 -> c_cot z = c_cos z * powZ (c_sin z) (-1).
Proof. reflexivity. Qed.
Theorem definition_sec : forall z, c_cos z <> RtoC 0 -> c_sec z = powZ (c_cos z) (-1).
Proof. reflexivity. Qed.
Theorem definition_csc : forall z, c_sin z <> RtoC 0 -> c_csc z = powZ (c_sin z) (-1).
Proof. reflexivity. Qed.
Theorem definition_sinh : forall z, c_sinh z = RtoC (1 / 2) * (exp z + RtoC (-1) * exp (RtoC (-1) * z)).
Proof. reflexivity. Qed.
Theorem definition_cosh : forall z, c_cosh z = RtoC (1 / 2) * (exp z + exp (RtoC (-1) * z)).
Proof. reflexivity. Qed.
Theorem definition_tanh : forall z, c_cosh z <> RtoC 0 -> c_tanh z = c_sinh z * powZ (c_cosh z) (-1).
Proof. reflexivity. Qed.
Theorem definition_coth : forall z, c_sinh z <> RtoC 0 -> c_coth z = c_cosh z * powZ (c_sinh z) (-1).
Proof. reflexivity. Qed.
Theorem definition_sech : forall z, c_cosh z <> RtoC 0 -> c_sech z = powZ (c_cosh z) (-1).
Proof. reflexivity. Qed.
Theorem definition_csch : forall z, c_sinh z <> RtoC 0 -> c_csch z = powZ (c_sinh z) (-1).
Proof. reflexivity. Qed.
Theorem definition_acot : forall z, z <> RtoC 0 -> c_acot z = c_atan (powZ z (-1)).
Proof. intros; apply at_zero_elsewhere; assumption. Qed.
Theorem definition_acoth : forall z, z <> RtoC 0 -> c_acoth z = c_atanh (powZ z (-1)).
Proof. intros; apply at_zero_elsewhere; assumption. Qed.
Theorem definition_asec : forall z, z <> RtoC 0 -> c_asec z = c_acos (powZ z (-1)).
Proof. reflexivity. Qed.
Theorem definition_acsc : forall z, z <> RtoC 0 -> c_acsc z = c_asin (powZ z (-1)).
Proof. reflexivity. Qed.
Theorem definition_asech : forall z, z <> RtoC 0 -> c_asech z = c_acosh (powZ z (-1)).
Proof. reflexivity. Qed.
Theorem definition_acsch : forall z, z <> RtoC 0 -> c_acsch z = c_asinh (powZ z (-1)).
Proof. reflexivity. Qed.
Theorem definition_re : forall z, c_re z = RtoC (1 / 2) * (z + c_conj z).
Proof. intros [x y]; unfold c_re, c_conj; apply complex_equal; simpl; field. Qed.
Theorem definition_im : forall z, c_im z = RtoC (-1 / 2) * Ci * (z + RtoC (-1) * c_conj z).
Proof. intros [x y]; unfold c_im, c_conj; apply complex_equal; simpl; field. Qed.
Theorem definition_arg : forall z, z <> RtoC 0 -> c_arg z = c_im (c_log z).
Proof. reflexivity. Qed.
Theorem definition_golden : c_golden = RtoC (1 / 2) * (RtoC 1 + root 2 (RtoC 5)).
Proof. reflexivity. Qed.

Theorem definition_fibonacci : forall n x, IZR n = x -> c_fibonacci x
  = (powZ (RtoC (1 / 2) * (RtoC 1 + root 2 (RtoC 5))) n
     + RtoC (-1) * powZ (RtoC (-1) * (RtoC (1 / 2) * (RtoC 1 + root 2 (RtoC 5)))) (-1 * n))
    * powZ (root 2 (RtoC 5)) (-1).
Proof.
  intros n x <-; unfold c_fibonacci, fibonacci_of; rewrite floor_of_whole.
  replace (-1 * n)%Z with (- n)%Z by ring; reflexivity.
Qed.

Theorem value_at_zero_acot : c_acot (RtoC 0) = RtoC (1 / 2) * PI.
Proof. unfold c_acot, at_zero; destruct (Ceq_dec (RtoC 0) (RtoC 0)); congruence. Qed.

Theorem value_at_zero_acoth : c_acoth (RtoC 0) = RtoC (1 / 2) * PI * Ci.
Proof. unfold c_acoth, at_zero; destruct (Ceq_dec (RtoC 0) (RtoC 0)); congruence. Qed.

(* -- logarithms -------------------------------------------------------------------------------------------- *)

Theorem exp_log : forall z, z <> RtoC 0 -> exp (c_log z) = z.
Proof. apply Cexp_Clog. Qed.

Lemma within : forall w, RtoC (-1) * PI < c_im w -> c_im w <= PI -> (- Rtrigo1.PI < Im w <= Rtrigo1.PI)%R.
Proof. intros w (_ & _ & A) (_ & _ & B); unfold PI, c_im, Re, Im in *; simpl in *; lra. Qed.

Theorem log_unique : forall z w, exp w = z -> RtoC (-1) * PI < c_im w -> c_im w <= PI -> c_log z = w.
Proof. intros z w <- A B; apply Clog_Cexp, within; assumption. Qed.

Theorem log_real : forall z, RtoC 0 < z -> c_conj (c_log z) = c_log z.
Proof.
  intros z (_ & H & P); rewrite <- (as_real z H); unfold c_log; rewrite Clog_positive by exact P.
  unfold c_conj, Cconj; apply complex_equal; simpl; ring.
Qed.

Lemma argument_is : forall z, c_im (c_log z) = RtoC (Carg z).
Proof. reflexivity. Qed.

Lemma halves : forall c : R, RtoC c * PI = RtoC (c * Rtrigo1.PI).
Proof. intro c; unfold PI; rewrite <- RtoC_mult; reflexivity. Qed.

Lemma sin_upper : forall t : R, (- Rtrigo1.PI < t <= Rtrigo1.PI -> 0 <= sin t -> 0 <= t)%R.
Proof.
  intros t [A B] S; destruct (Rle_dec 0 t) as [T|T]; [exact T|].
  pose proof (sin_gt_0 (- t) ltac:(lra) ltac:(lra)) as P; rewrite sin_neg in P; lra.
Qed.

Lemma cos_right : forall t : R, (- Rtrigo1.PI < t <= Rtrigo1.PI -> 0 <= cos t ->
  - (Rtrigo1.PI / 2) <= t <= Rtrigo1.PI / 2)%R.
Proof.
  intros t [A B] S; pose proof PI_RGT_0; split; apply Rnot_lt_le; intro T.
  - pose proof (cos_lt_0 (- t) ltac:(lra) ltac:(lra)) as P; rewrite cos_neg in P; lra.
  - pose proof (cos_lt_0 t ltac:(lra) ltac:(lra)); lra.
Qed.

Lemma cos_right_strict : forall t : R, (- Rtrigo1.PI < t <= Rtrigo1.PI -> 0 < cos t ->
  - (Rtrigo1.PI / 2) < t < Rtrigo1.PI / 2)%R.
Proof.
  intros t B S; destruct (cos_right t B ltac:(lra)) as [P Q]; split.
  - destruct P as [P|P]; [exact P|]; rewrite <- P, cos_neg, cos_PI2 in S; lra.
  - destruct Q as [Q|Q]; [exact Q|]; rewrite Q, cos_PI2 in S; lra.
Qed.

Lemma sign_of_product : forall m x : R, (0 < m -> 0 <= m * x -> 0 <= x)%R.
Proof. intros m x M H; apply (Rmult_le_reg_l m); lra. Qed.

Lemma strict_sign_of_product : forall m x : R, (0 < m -> 0 < m * x -> 0 < x)%R.
Proof. intros m x M H; apply (Rmult_lt_reg_l m); lra. Qed.

Lemma right_half : forall z, z <> RtoC 0 -> (0 <= Re z)%R ->
  (- (Rtrigo1.PI / 2) <= Carg z <= Rtrigo1.PI / 2)%R.
Proof.
  intros z N H; pose proof (Cmod_positive z N) as M; destruct (Carg_polar z N) as [X _].
  rewrite X in H; apply cos_right; [apply Carg_bounds; exact N | apply (sign_of_product _ _ M H)].
Qed.

Lemma nonzero_part : forall z : C, (Re z <> 0 \/ Im z <> 0)%R -> z <> RtoC 0.
Proof. intros z [H|H] ->; apply H; reflexivity. Qed.

Lemma right_half_strict : forall z, (0 < Re z)%R -> (- (Rtrigo1.PI / 2) < Carg z < Rtrigo1.PI / 2)%R.
Proof.
  intros z H; assert (N : z <> RtoC 0) by (apply nonzero_part; left; lra).
  pose proof (Cmod_positive z N) as M; destruct (Carg_polar z N) as [X _].
  rewrite X in H; apply cos_right_strict; [apply Carg_bounds; exact N | apply (strict_sign_of_product _ _ M H)].
Qed.

Lemma upper_half : forall z, z <> RtoC 0 -> (0 <= Im z)%R -> (0 <= Carg z <= Rtrigo1.PI)%R.
Proof.
  intros z N H; pose proof (Cmod_positive z N) as M; destruct (Carg_polar z N) as [_ Y].
  pose proof (Carg_bounds z N) as B; split; [|lra].
  apply sin_upper; [exact B|]; rewrite Y in H; apply (sign_of_product _ _ M H).
Qed.

Lemma upper_half_strict : forall z, (0 < Im z)%R -> (0 < Carg z < Rtrigo1.PI)%R.
Proof.
  intros z H; assert (N : z <> RtoC 0) by (apply nonzero_part; right; lra).
  destruct (upper_half z N ltac:(lra)) as [[A|A] [B|B]]; destruct (Carg_polar z N) as [_ Y]; try lra;
    [rewrite B, sin_PI in Y | rewrite <- A, sin_0 in Y | rewrite <- A, sin_0 in Y]; lra.
Qed.

Lemma lower_half_strict : forall z, (Im z < 0)%R -> (- Rtrigo1.PI < Carg z < 0)%R.
Proof.
  intros z H; assert (N : z <> RtoC 0) by (apply nonzero_part; right; lra).
  pose proof (Carg_bounds z N) as B; pose proof (Cmod_positive z N) as M.
  destruct (Carg_polar z N) as [_ Y]; split; [lra|].
  apply Rnot_le_lt; intro T; pose proof (sin_ge_0 _ T ltac:(lra)) as S.
  assert (0 <= Cmod z * sin (Carg z))%R by (apply Rmult_le_pos; lra); lra.
Qed.

Theorem argument_bounds_right : forall z, RtoC 0 <= c_re z -> z <> RtoC 0 ->
  RtoC (-1 / 2) * PI <= c_im (c_log z) /\ c_im (c_log z) <= RtoC (1 / 2) * PI.
Proof.
  intros z (_ & _ & H) N; rewrite !halves, argument_is; pose proof (right_half z N H).
  split; apply le_real; lra.
Qed.

Theorem argument_bounds_right_strict : forall z, RtoC 0 < c_re z ->
  RtoC (-1 / 2) * PI < c_im (c_log z) /\ c_im (c_log z) < RtoC (1 / 2) * PI.
Proof.
  intros z (_ & _ & H); rewrite !halves, argument_is; pose proof (right_half_strict z H).
  split; apply lt_real; lra.
Qed.

Theorem argument_bounds_upper : forall z, RtoC 0 <= c_im z -> z <> RtoC 0 ->
  RtoC 0 <= c_im (c_log z) /\ c_im (c_log z) <= PI.
Proof.
  intros z (_ & _ & H) N; rewrite argument_is; pose proof (upper_half z N H).
  split; apply le_real; lra.
Qed.

Theorem argument_bounds_upper_strict : forall z, RtoC 0 < c_im z ->
  RtoC 0 < c_im (c_log z) /\ c_im (c_log z) < PI.
Proof.
  intros z (_ & _ & H); rewrite argument_is; pose proof (upper_half_strict z H).
  split; apply lt_real; lra.
Qed.

Theorem argument_bounds_lower : forall z, c_im z < RtoC 0 ->
  RtoC (-1) * PI < c_im (c_log z) /\ c_im (c_log z) < RtoC 0.
Proof.
  intros z (_ & _ & H); rewrite argument_is, halves; pose proof (lower_half_strict z H).
  split; apply lt_real; lra.
Qed.

(* -- roots ----------------------------------------------------------------------------------------------------- *)

Theorem root_power : forall d r, (0 <? d)%Z = true -> RtoC 0 <= r -> powZ (root d r) d = r.
Proof.
  intros d r D (_ & H & P); unfold powZ, root; rewrite CpowZ_RtoC, Analysis.root_power by assumption.
  apply as_real; exact H.
Qed.

Theorem principal_root_power : forall d r, (0 <? d)%Z = true -> powZ (principal_root d r) d = r.
Proof. apply Croot_power. Qed.

Lemma principal_is_root : forall d r, RtoC 0 <= r -> principal_root d r = root d r.
Proof.
  intros d r (_ & H & P); rewrite <- (as_real r H); apply Croot_RtoC; exact P.
Qed.

Theorem root_sign : forall d r, RtoC 0 <= r -> RtoC 0 <= root d r.
Proof. intros d r (_ & H & P); apply le_real, Analysis.root_sign; exact P. Qed.

Theorem principal_root_sign : forall d r, RtoC 0 <= r -> RtoC 0 <= principal_root d r.
Proof. intros d r H; rewrite principal_is_root by exact H; apply root_sign; exact H. Qed.

Theorem root_positive : forall d r, RtoC 0 < r -> RtoC 0 < root d r.
Proof. intros d r (_ & H & P); apply lt_real, Analysis.root_positive; exact P. Qed.

Lemma less : forall a b, a < b -> a <= b.
Proof. intros a b (A & B & H); repeat split; [exact A | exact B | left; exact H]. Qed.

Theorem principal_root_positive : forall d r, RtoC 0 < r -> RtoC 0 < principal_root d r.
Proof. intros d r H; rewrite principal_is_root by (apply less; exact H); apply root_positive; exact H. Qed.

Lemma nonneg_power : forall s d, RtoC 0 <= s -> RtoC 0 <= powZ s d.
Proof.
  intros s d (_ & H & P); rewrite <- (as_real s H); unfold powZ; rewrite CpowZ_RtoC; apply le_real.
  destruct (Z_le_gt_dec 0 d) as [D|D].
  - rewrite powZ_nonneg by exact D; apply pow_le; exact P.
  - rewrite powZ_negative by lia; apply pow_le; simpl in P.
    destruct P as [P|P]; [left; apply Rinv_0_lt_compat; exact P | rewrite <- P, Rinv_0; lra].
Qed.

Theorem root_unique : forall d r s, (0 <? d)%Z = true -> RtoC 0 <= s -> powZ s d = r -> root d r = s.
Proof.
  intros d r s D (_ & H & P) E; subst r; rewrite <- (as_real s H); unfold root, powZ; f_equal.
  rewrite CpowZ_RtoC; apply Analysis.root_unique; [exact D | exact P | reflexivity].
Qed.

Theorem principal_root_unique : forall d r s, (0 <? d)%Z = true -> RtoC 0 <= s -> powZ s d = r ->
  principal_root d r = s.
Proof.
  intros d r s D P E; rewrite principal_is_root; [apply root_unique; assumption|].
  rewrite <- E; apply nonneg_power; exact P.
Qed.

Theorem root_exp : forall d r w, exp w = r -> RtoC (-1) * PI < c_im w -> c_im w <= PI ->
  principal_root d r = exp (RtoC (1 / Rdefinitions.IZR d) * w).
Proof. intros d r w <- A B; apply Croot_exp, within; assumption. Qed.

Theorem root_product : forall d f g, RtoC 0 <= f ->
  principal_root d (f * g) = root d f * principal_root d g.
Proof.
  intros d f g (_ & H & P); rewrite <- (as_real f H); unfold principal_root, root.
  rewrite Croot_product by exact P; reflexivity.
Qed.

Theorem principal_root_product : forall d f g, RtoC 0 <= f ->
  principal_root d (f * g) = principal_root d f * principal_root d g.
Proof. intros d f g H; rewrite (principal_is_root d f H); apply root_product; exact H. Qed.

Lemma conj_of_exp : forall z, c_conj (exp z) = exp (c_conj z).
Proof. apply Cexp_conj. Qed.

(* the root of degree 1 is what it is taken of *)
Lemma principal_root_1 : forall z, principal_root 1 z = z.
Proof.
  intro z; unfold principal_root; destruct (Ceq_dec z (RtoC 0)) as [->|N]; [apply Croot_0|].
  rewrite Croot_nonzero by exact N; rewrite <- (Cexp_Clog z N) at 2; f_equal.
  replace (1 / 1)%R with 1%R by field; ring.
Qed.

Theorem root_of_root : forall z d e p q,
  (0 <? d)%Z = true -> (0 <? e)%Z = true -> (0 <=? p)%Z = true -> (0 <=? q)%Z = true ->
  ((- d <? p - q) && (p - q <=? d))%Z = true ->
  principal_root e (powZ (principal_root d z) p * powZ (c_conj (principal_root d z)) q)
  = powZ (principal_root (d * e) z) p * powZ (c_conj (principal_root (d * e) z)) q.
Proof.
  intros z d e p q D E P Q B; apply andb_prop in B; destruct B as [B1 B2].
  apply Z.ltb_lt in D; apply Z.ltb_lt in E; apply Z.leb_le in P; apply Z.leb_le in Q.
  apply Z.ltb_lt in B1; apply Z.leb_le in B2.
  unfold powZ, principal_root, c_conj; destruct (Ceq_dec z (RtoC 0)) as [->|N].
  { rewrite !Croot_0; replace (Cconj (RtoC 0)) with (RtoC 0) by by_parts.
    assert (U : Croot e (RtoC 1) = RtoC 1).
    { rewrite Croot_RtoC by lra; f_equal; apply Analysis.root_unique; [apply Z.ltb_lt; exact E | lra|].
      apply Sums.power_one. }
    rewrite (CpowZ_nonneg _ p), (CpowZ_nonneg _ q) by assumption.
    destruct (Z.to_nat p) as [|m], (Z.to_nat q) as [|n]; simpl;
      repeat rewrite ?Cmult_0_l, ?Cmult_0_r, ?Cmult_1_l, ?Cmult_1_r; rewrite ?U, ?Croot_0; reflexivity. }
  rewrite (Croot_nonzero d z N), (Croot_nonzero (d * e) z N).
  rewrite !Cexp_conj, !Cexp_CpowZ, <- !Cexp_plus.
  assert (R1 : Rdefinitions.IZR d <> 0%R) by (apply IZR_neq; lia).
  assert (R2 : Rdefinitions.IZR e <> 0%R) by (apply IZR_neq; lia).
  assert (D1 : (0 < Rdefinitions.IZR d)%R) by (apply (IZR_lt 0); exact D).
  pose proof (Carg_bounds z N) as [A1 A2].
  assert (S1 : (Rdefinitions.IZR (- d) < Rdefinitions.IZR p - Rdefinitions.IZR q)%R)
    by (rewrite <- minus_IZR; apply IZR_lt; exact B1).
  assert (S2 : (Rdefinitions.IZR p - Rdefinitions.IZR q <= Rdefinitions.IZR d)%R)
    by (rewrite <- minus_IZR; apply IZR_le; exact B2).
  rewrite opp_IZR in S1.
  rewrite Croot_exp.
  - f_equal; unfold Clog, Cconj; rewrite mult_IZR; apply complex_equal; simpl; field; split; assumption.
  - unfold Clog, Cconj; simpl.
    set (t := Carg z) in *; set (x := Rdefinitions.IZR p) in *; set (y := Rdefinitions.IZR q) in *.
    set (k := Rdefinitions.IZR d) in *.
    match goal with |- (_ < ?e <= _)%R => replace e with ((x - y) * t * / k)%R by (field; exact R1) end.
    split.
    + apply (Rmult_lt_reg_r k); [exact D1|]; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by exact R1.
      destruct (Rle_dec 0 (x - y)) as [F|F]; [destruct (Req_dec (x - y) 0) as [->|G]|]; nra.
    + apply (Rmult_le_reg_r k); [exact D1|]; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by exact R1.
      destruct (Rle_dec 0 (x - y)) as [F|F]; nra.
Qed.

Theorem root_of_itself : forall z e p q,
  (0 <? e)%Z = true -> (0 <=? p)%Z = true -> (0 <=? q)%Z = true ->
  ((- 1 <? p - q) && (p - q <=? 1))%Z = true ->
  principal_root e (powZ z p * powZ (c_conj z) q)
  = powZ (principal_root e z) p * powZ (c_conj (principal_root e z)) q.
Proof.
  intros z e p q E P Q B; pose proof (root_of_root z 1 e p q eq_refl E P Q B) as H.
  rewrite principal_root_1, Z.mul_1_l in H; exact H.
Qed.

(* -- conjugates and absolute values ------------------------------------------------------------------------------ *)

Lemma conj_plus : forall a b, c_conj (a + b) = c_conj a + c_conj b.
Proof. intros a b; unfold c_conj; by_parts. Qed.

Theorem conj_sum : forall l, c_conj (total l) = total (map c_conj l).
Proof.
  induction l as [|z l IH]; [unfold c_conj, total; by_parts|].
  rewrite map_cons, !total_cons, <- IH; apply conj_plus.
Qed.

Theorem conj_product : forall l, c_conj (multiplied l) = multiplied (map c_conj l).
Proof.
  induction l as [|z l IH]; [unfold c_conj, multiplied; by_parts|].
  rewrite map_cons, !multiplied_cons, <- IH; apply Cconj_mult.
Qed.

Theorem conj_conj : forall z, c_conj (c_conj z) = z.
Proof. intros [x y]; unfold c_conj; by_parts. Qed.

Theorem conj_real : forall z, is_real z -> c_conj z = z.
Proof. intros z H; rewrite <- (as_real z H); unfold c_conj; by_parts. Qed.

Lemma nonneg_is_real : forall z, RtoC 0 <= z -> is_real z.
Proof. intros z (_ & H & _); exact H. Qed.

Theorem conj_i : c_conj Ci = RtoC (-1) * Ci.
Proof. unfold c_conj; by_parts. Qed.

Theorem conj_exp : forall z, c_conj (exp z) = exp (c_conj z).
Proof. apply Cexp_conj. Qed.

Theorem conj_power : forall z n, c_conj (powZ z n) = powZ (c_conj z) n.
Proof. intros; apply Cconj_CpowZ. Qed.

Theorem abs_square : forall z, powZ (c_abs z) 2 = z * c_conj z.
Proof.
  intro z; unfold powZ, c_abs; simpl; rewrite <- RtoC_mult, Cmod_square; destruct z; unfold c_conj; by_parts.
Qed.

Theorem abs_sign : forall z, RtoC 0 <= c_abs z.
Proof. intro z; apply le_real, Cmod_ge_0. Qed.

(* -- powers, whole parts, pi -------------------------------------------------------------------------------------- *)

Theorem power_exp_whole : forall b n x, IZR n = x -> b <> RtoC 0 -> powZ b n = exp (x * c_log b).
Proof. intros b n x X N; rewrite <- (exp_power _ n x X), exp_log by exact N; reflexivity. Qed.

Theorem power_exp_principal : forall b e, b <> RtoC 0 -> principal_power b e = exp (e * c_log b).
Proof. reflexivity. Qed.

Theorem power_exp : forall b e, is_real e -> RtoC 0 < b -> power b e = exp (e * c_log b).
Proof.
  intros b e E (_ & H & P); unfold power; rewrite <- Sums.select_true by exact P.
  rewrite <- (as_real e E) at 2; rewrite <- (as_real b H) at 2.
  unfold exp, c_log; rewrite Clog_positive by exact P.
  rewrite <- RtoC_mult, Cexp_RtoC; reflexivity.
Qed.

Theorem floor_bounds : forall x, is_real x -> c_floor x <= x /\ x < c_floor x + RtoC 1.
Proof.
  intros x H; rewrite <- (as_real x H); unfold c_floor, floorZ, IZR; rewrite <- RtoC_plus, minus_IZR.
  simpl Re; pose proof (archimed (Re x)) as [A B]; split; [apply le_real | apply lt_real]; unfold Re in *; lra.
Qed.

Lemma whole_floor : forall z, IZR (floorZ z) = c_floor z.
Proof. reflexivity. Qed.
