(* Complex numbers: exp, the principal logarithm and argument, roots, whole and other powers. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis.
Import ListNotations.
Open Scope R_scope.

Lemma complex_equal : forall z w : C, Re z = Re w -> Im z = Im w -> z = w.
Proof. intros [a b] [c d]; simpl; intros; subst; reflexivity. Qed.

Ltac by_parts := apply complex_equal; simpl; try ring.

Lemma Re_plus : forall z w : C, Re (z + w)%C = Re z + Re w.
Proof. reflexivity. Qed.
Lemma Im_plus : forall z w : C, Im (z + w)%C = Im z + Im w.
Proof. reflexivity. Qed.
Lemma Re_RtoC : forall x, Re (RtoC x) = x.
Proof. reflexivity. Qed.
Lemma Im_RtoC : forall x, Im (RtoC x) = 0.
Proof. reflexivity. Qed.

(* -- exp -------------------------------------------------------------------------------------------- *)

Definition Cexp (z : C) : C := (exp (Re z) * cos (Im z), exp (Re z) * sin (Im z)).

Lemma Cexp_plus : forall z w : C, Cexp (z + w)%C = (Cexp z * Cexp w)%C.
Proof.
  intros z w; unfold Cexp; rewrite Re_plus, Im_plus, exp_plus, cos_plus, sin_plus; by_parts.
Qed.

Lemma Cexp_0 : Cexp (RtoC 0) = RtoC 1.
Proof. unfold Cexp; rewrite Re_RtoC, Im_RtoC, exp_0, cos_0, sin_0; by_parts. Qed.

Lemma Cexp_RtoC : forall x : R, Cexp (RtoC x) = RtoC (exp x).
Proof. intro x; unfold Cexp; rewrite Re_RtoC, Im_RtoC, cos_0, sin_0; by_parts. Qed.

Lemma Cexp_opp : forall z : C, (Cexp z * Cexp (- z) = RtoC 1)%C.
Proof.
  intro z; rewrite <- Cexp_plus, <- Cexp_0; f_equal; ring.
Qed.

Lemma one_not_zero : RtoC 1 <> RtoC 0.
Proof. intro H; apply RtoC_inj in H; lra. Qed.

Lemma Cexp_nonzero : forall z : C, Cexp z <> RtoC 0.
Proof.
  intros z H; apply one_not_zero; rewrite <- (Cexp_opp z), H; ring.
Qed.

Lemma Cexp_minus : forall z : C, Cexp (- z)%C = (/ Cexp z)%C.
Proof.
  intro z; pose proof (Cexp_nonzero z) as N.
  transitivity (/ Cexp z * (Cexp z * Cexp (- z)))%C; [field; exact N|].
  rewrite Cexp_opp; ring.
Qed.

Lemma Cexp_conj : forall z : C, Cconj (Cexp z) = Cexp (Cconj z).
Proof. intros [x y]; unfold Cexp, Cconj; simpl; rewrite cos_neg, sin_neg; by_parts. Qed.

Lemma squares_zero : forall a b, a ^ 2 + b ^ 2 = 0 -> a = 0 /\ b = 0.
Proof.
  intros a b H; pose proof (pow2_ge_0 a); pose proof (pow2_ge_0 b).
  split; apply Rsqr_0_uniq; unfold Rsqr; lra.
Qed.

Lemma Cexp_unit : forall x, -2 * PI < x < 2 * PI -> cos x = 1 -> x = 0.
Proof.
  intros x [A B] H.
  assert (S : sin (x / 2) = 0).
  { replace x with (2 * (x / 2)) in H by field; rewrite cos_2a_sin in H.
    apply Rsqr_0_uniq; unfold Rsqr; lra. }
  destruct (Rtotal_order x 0) as [L|[E|G]]; [|exact E|].
  - pose proof (sin_gt_0 (- (x / 2)) ltac:(lra) ltac:(lra)) as P; rewrite sin_neg in P; lra.
  - pose proof (sin_gt_0 (x / 2) ltac:(lra) ltac:(lra)); lra.
Qed.

Lemma Cexp_is_one : forall z : C, Cexp z = RtoC 1 -> -2 * PI < Im z < 2 * PI -> z = RtoC 0.
Proof.
  intros [x y] H B; simpl in B; unfold Cexp in H; simpl in H.
  assert (A : exp x * cos y = 1) by exact (f_equal fst H).
  assert (S : exp x * sin y = 0) by exact (f_equal snd H).
  pose proof (exp_pos x) as P.
  assert (sin y = 0) as Sy by (apply (Rmult_eq_reg_l (exp x)); lra).
  pose proof (sin2_cos2 y) as Q; rewrite Sy in Q; unfold Rsqr in Q.
  assert (C1 : cos y = 1).
  { assert (0 < cos y) by (apply (Rmult_lt_reg_l (exp x)); lra).
    assert (F : (cos y - 1) * (cos y + 1) = 0) by lra.
    apply Rmult_integral in F; destruct F; lra. }
  rewrite C1, Rmult_1_r in A.
  apply complex_equal; simpl; [apply exp_inv; rewrite exp_0; exact A | apply Cexp_unit; assumption].
Qed.

(* -- whole powers ---------------------------------------------------------------------------------------- *)

Fixpoint Cpow_nat (b : C) (n : nat) : C :=
  match n with O => RtoC 1 | S m => (b * Cpow_nat b m)%C end.

(* as powZ is: b^0 is 1, b^1 is b *)
Fixpoint Ctimes_itself (b : C) (more : nat) : C :=
  match more with O => b | S m => (b * Ctimes_itself b m)%C end.

Definition CpowZ (b : C) (e : Z) : C :=
  match e with
  | Z0 => RtoC 1
  | Zpos p => Ctimes_itself b (Nat.pred (Pos.to_nat p))
  | Zneg p => Ctimes_itself (/ b)%C (Nat.pred (Pos.to_nat p))
  end.

Lemma Ctimes_itself_pow : forall b m, Ctimes_itself b m = Cpow_nat b (S m).
Proof. intros b m; induction m; simpl in *; [ring | rewrite IHm; ring]. Qed.

Lemma CpowZ_of_nat : forall b n, CpowZ b (Z.of_nat n) = Cpow_nat b n.
Proof.
  intros b [|n]; [reflexivity|]; simpl CpowZ.
  rewrite SuccNat2Pos.id_succ, Ctimes_itself_pow; reflexivity.
Qed.

Lemma CpowZ_nonneg : forall b e, (0 <= e)%Z -> CpowZ b e = Cpow_nat b (Z.to_nat e).
Proof. intros b e H; rewrite <- (Z2Nat.id e) at 1 by exact H; apply CpowZ_of_nat. Qed.

Lemma Cinv_inv : forall b : C, (/ / b)%C = b.
Proof.
  intro b; destruct (Ceq_dec b (RtoC 0)) as [->|N].
  - assert (E : (/ RtoC 0)%C = RtoC 0).
    { unfold Cinv; simpl; apply complex_equal; simpl; unfold Rdiv; ring. }
    rewrite !E; reflexivity.
  - field; split; [exact N | apply one_not_zero] || exact N.
Qed.

Lemma CpowZ_opp : forall b e, CpowZ b (- e) = CpowZ (/ b)%C e.
Proof. intros b [|p|p]; simpl; [reflexivity | reflexivity |]; rewrite Cinv_inv; reflexivity. Qed.

Lemma CpowZ_negative : forall b e, (e < 0)%Z -> CpowZ b e = Cpow_nat (/ b)%C (Z.to_nat (- e)).
Proof.
  intros b e H; replace e with (- - e)%Z at 1 by lia; rewrite CpowZ_opp; apply CpowZ_nonneg; lia.
Qed.

Lemma Cpow_nat_add : forall b m n, Cpow_nat b (m + n) = (Cpow_nat b m * Cpow_nat b n)%C.
Proof. intros b m n; induction m as [|m IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma Cpow_nat_mult : forall b m n, Cpow_nat b (m * n) = Cpow_nat (Cpow_nat b m) n.
Proof.
  intros b m n; induction n as [|n IH]; [rewrite Nat.mul_0_r; reflexivity|].
  rewrite Nat.mul_succ_r, Nat.add_comm, Cpow_nat_add, IH; reflexivity.
Qed.

Lemma Cpow_nat_product : forall a b n, Cpow_nat (a * b)%C n = (Cpow_nat a n * Cpow_nat b n)%C.
Proof. intros a b n; induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma Cpow_nat_1 : forall n, Cpow_nat (RtoC 1) n = RtoC 1.
Proof. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma Cpow_nat_0 : forall n, (0 < n)%nat -> Cpow_nat (RtoC 0) n = RtoC 0.
Proof. intros [|n] H; [lia | simpl; ring]. Qed.

Lemma Cinv_nonzero : forall b : C, b <> RtoC 0 -> (/ b)%C <> RtoC 0.
Proof.
  intros b N E; apply one_not_zero; rewrite <- (Cinv_r b N), E; ring.
Qed.

Lemma Cinv_unique : forall b c : C, (b * c)%C = RtoC 1 -> (/ b)%C = c.
Proof.
  intros b c H.
  assert (N : b <> RtoC 0) by (intro E; apply one_not_zero; rewrite <- H, E; ring).
  transitivity (/ b * (b * c))%C; [rewrite H; ring | field; exact N].
Qed.

Lemma Cpow_nat_inv : forall b n, b <> RtoC 0 -> Cpow_nat (/ b)%C n = (/ Cpow_nat b n)%C.
Proof.
  intros b n N; symmetry; apply Cinv_unique; rewrite <- Cpow_nat_product, Cinv_r by exact N.
  apply Cpow_nat_1.
Qed.

Lemma CpowZ_inverse : forall b e, b <> RtoC 0 -> (CpowZ b e * CpowZ b (- e))%C = RtoC 1.
Proof.
  intros b e N; rewrite CpowZ_opp.
  destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite !CpowZ_nonneg, <- Cpow_nat_product, Cinv_r by assumption; apply Cpow_nat_1.
  - rewrite !CpowZ_negative, <- Cpow_nat_product, Cinv_inv, Cinv_l by (lia || exact N); apply Cpow_nat_1.
Qed.

Lemma CpowZ_nonzero : forall b e, b <> RtoC 0 -> CpowZ b e <> RtoC 0.
Proof. intros b e N E; apply one_not_zero; rewrite <- (CpowZ_inverse b e N), E; ring. Qed.

Lemma CpowZ_succ : forall b e, b <> RtoC 0 -> CpowZ b (e + 1) = (b * CpowZ b e)%C.
Proof.
  intros b e N; destruct (Z_lt_le_dec e 0) as [H|H].
  - rewrite (CpowZ_negative b e) by exact H.
    destruct (Z.eq_dec e (-1)) as [->|M]; [simpl; field; exact N|].
    rewrite CpowZ_negative by lia.
    replace (Z.to_nat (- e)) with (S (Z.to_nat (- (e + 1)))) by lia; simpl; field; exact N.
  - rewrite !CpowZ_nonneg by lia.
    replace (Z.to_nat (e + 1)) with (S (Z.to_nat e)) by lia; reflexivity.
Qed.

Lemma CpowZ_add : forall b m n, b <> RtoC 0 -> CpowZ b (m + n) = (CpowZ b m * CpowZ b n)%C.
Proof.
  intros b m n B; revert n.
  assert (P : forall k n, CpowZ b (Z.of_nat k + n) = (CpowZ b (Z.of_nat k) * CpowZ b n)%C).
  { induction k as [|k IH]; intro n; [simpl; ring|].
    replace (Z.of_nat (S k) + n)%Z with ((Z.of_nat k + n) + 1)%Z by lia.
    replace (Z.of_nat (S k)) with (Z.of_nat k + 1)%Z by lia.
    rewrite !CpowZ_succ, IH by exact B; ring. }
  intro n; destruct (Z_le_gt_dec 0 m) as [H|H].
  - rewrite <- (Z2Nat.id m) by exact H; apply P.
  - assert (E : (CpowZ b (- m) * CpowZ b (m + n))%C = CpowZ b n).
    { rewrite <- (Z2Nat.id (- m)) by lia; rewrite <- P; f_equal; lia. }
    rewrite <- E; transitivity ((CpowZ b m * CpowZ b (- m)) * CpowZ b (m + n))%C; [|ring].
    rewrite CpowZ_inverse by exact B; ring.
Qed.

Lemma CpowZ_product : forall a b e, CpowZ (a * b)%C e = (CpowZ a e * CpowZ b e)%C.
Proof.
  intros a b e; destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite !CpowZ_nonneg by exact H; apply Cpow_nat_product.
  - rewrite !CpowZ_negative, <- Cpow_nat_product by lia; f_equal.
    destruct (Ceq_dec a (RtoC 0)) as [->|A].
    { assert (E : (/ RtoC 0)%C = RtoC 0).
      { unfold Cinv; simpl; apply complex_equal; simpl; unfold Rdiv; ring. }
      replace (RtoC 0 * b)%C with (RtoC 0) by ring; rewrite E; ring. }
    destruct (Ceq_dec b (RtoC 0)) as [->|B].
    { assert (E : (/ RtoC 0)%C = RtoC 0).
      { unfold Cinv; simpl; apply complex_equal; simpl; unfold Rdiv; ring. }
      replace (a * RtoC 0)%C with (RtoC 0) by ring; rewrite E; ring. }
    field; split; assumption.
Qed.

Lemma CpowZ_1 : forall e, CpowZ (RtoC 1) e = RtoC 1.
Proof.
  intro e; destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite CpowZ_nonneg by exact H; apply Cpow_nat_1.
  - rewrite CpowZ_negative by lia; replace (/ RtoC 1)%C with (RtoC 1); [apply Cpow_nat_1|].
    symmetry; apply Cinv_unique; ring.
Qed.

Lemma Cexp_nat : forall z n, Cpow_nat (Cexp z) n = Cexp (RtoC (INR n) * z)%C.
Proof.
  intros z n; induction n as [|n IH].
  - simpl; rewrite <- Cexp_0; f_equal; ring.
  - simpl Cpow_nat; rewrite IH, <- Cexp_plus, S_INR, RtoC_plus; f_equal; ring.
Qed.

Lemma Cexp_CpowZ : forall z e, CpowZ (Cexp z) e = Cexp (RtoC (IZR e) * z)%C.
Proof.
  intros z e; destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite CpowZ_nonneg, Cexp_nat, INR_IZR_INZ, Z2Nat.id by exact H; reflexivity.
  - rewrite CpowZ_negative, <- Cexp_minus, Cexp_nat, INR_IZR_INZ, Z2Nat.id, opp_IZR, RtoC_opp by lia.
    f_equal; ring.
Qed.

Lemma CpowZ_RtoC : forall x e, CpowZ (RtoC x) e = RtoC (powZ x e).
Proof.
  assert (P : forall x n, Cpow_nat (RtoC x) n = RtoC (x ^ n)).
  { intros x n; induction n as [|n IH]; simpl; [reflexivity | rewrite IH, <- RtoC_mult; reflexivity]. }
  intros x e; destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite CpowZ_nonneg, powZ_nonneg by exact H; apply P.
  - rewrite CpowZ_negative, powZ_negative by lia; rewrite <- P; f_equal.
    destruct (Req_dec x 0) as [->|N]; [|symmetry; apply RtoC_inv; exact N].
    rewrite Rinv_0; unfold Cinv; apply complex_equal; simpl; unfold Rdiv; ring.
Qed.

Lemma Cconj_inv : forall b : C, Cconj (/ b)%C = (/ Cconj b)%C.
Proof.
  intros [x y]; unfold Cinv, Cconj; simpl; apply complex_equal; simpl; unfold Rdiv;
    replace (- y * (- y * 1)) with (y * (y * 1)) by ring; ring.
Qed.

Lemma Cconj_mult : forall a b : C, Cconj (a * b)%C = (Cconj a * Cconj b)%C.
Proof. intros a b; by_parts. Qed.

Lemma Cconj_CpowZ : forall b e, Cconj (CpowZ b e) = CpowZ (Cconj b) e.
Proof.
  assert (P : forall b n, Cconj (Cpow_nat b n) = Cpow_nat (Cconj b) n).
  { intros b n; induction n as [|n IH]; simpl; [by_parts | rewrite Cconj_mult, IH; reflexivity]. }
  intros b e; destruct (Z_le_gt_dec 0 e) as [H|H].
  - rewrite !CpowZ_nonneg by exact H; apply P.
  - rewrite !CpowZ_negative, P, Cconj_inv by lia; reflexivity.
Qed.

(* -- the principal argument and logarithm -------------------------------------------------------------- *)

Definition Carg (z : C) : R :=
  if Rle_dec 0 (Im z) then acos (Re z / Cmod z) else - acos (Re z / Cmod z).

Definition Clog (z : C) : C := (ln (Cmod z), Carg z).

Lemma Cmod_positive : forall z : C, z <> RtoC 0 -> 0 < Cmod z.
Proof. intros z N; apply Cmod_gt_0; exact N. Qed.

Lemma Cmod_square : forall z : C, Cmod z * Cmod z = Re z * Re z + Im z * Im z.
Proof.
  intros [x y]; unfold Cmod, Re, Im; simpl; rewrite sqrt_sqrt; [ring|].
  replace (x * (x * 1) + y * (y * 1)) with (Rsqr x + Rsqr y) by (unfold Rsqr; ring).
  pose proof (Rle_0_sqr x); pose proof (Rle_0_sqr y); lra.
Qed.

Lemma ratio_bound : forall z : C, z <> RtoC 0 -> -1 <= Re z / Cmod z <= 1.
Proof.
  intros z N; pose proof (Cmod_positive z N) as P; pose proof (Cmod_square z) as Q.
  pose proof (Rle_0_sqr (Im z)) as I; unfold Rsqr in I.
  assert (Re z <= Cmod z) by nra; assert (- Cmod z <= Re z) by nra.
  split; apply (Rmult_le_reg_r (Cmod z)); try exact P; unfold Rdiv;
    rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

Lemma Carg_polar : forall z : C, z <> RtoC 0 ->
  Re z = Cmod z * cos (Carg z) /\ Im z = Cmod z * sin (Carg z).
Proof.
  intros z N; pose proof (ratio_bound z N) as B; pose proof (Cmod_positive z N) as P.
  assert (S : sqrt (1 - (Re z / Cmod z)²) = Rabs (Im z) / Cmod z).
  { rewrite <- (sqrt_Rsqr (Rabs (Im z) / Cmod z)).
    - f_equal; unfold Rsqr.
      replace (Rabs (Im z) / Cmod z * (Rabs (Im z) / Cmod z))
        with ((Rabs (Im z) * Rabs (Im z)) / (Cmod z * Cmod z)) by (field; lra).
      replace (Rabs (Im z) * Rabs (Im z)) with (Im z * Im z)
        by (destruct (Rle_dec 0 (Im z)); [rewrite Rabs_pos_eq by lra | rewrite Rabs_left by lra]; ring).
      replace (Re z / Cmod z * (Re z / Cmod z)) with ((Re z * Re z) / (Cmod z * Cmod z)) by (field; lra).
      replace (Im z * Im z) with (Cmod z * Cmod z - Re z * Re z) by (rewrite Cmod_square; ring).
      field; lra.
    - apply Rmult_le_pos; [apply Rabs_pos | left; apply Rinv_0_lt_compat; exact P]. }
  unfold Carg; destruct (Rle_dec 0 (Im z)) as [H|H].
  - rewrite cos_acos, sin_acos, S, Rabs_pos_eq by assumption; split; field; lra.
  - rewrite cos_neg, sin_neg, cos_acos, sin_acos, S, Rabs_left by (assumption || lra); split; field; lra.
Qed.

Lemma Carg_bounds : forall z : C, z <> RtoC 0 -> - PI < Carg z <= PI.
Proof.
  intros z N; pose proof (acos_bound (Re z / Cmod z)) as B; pose proof PI_RGT_0 as P.
  destruct (Carg_polar z N) as [X Y]; unfold Carg in *; destruct (Rle_dec 0 (Im z)) as [H|H]; [lra|].
  split; [|lra]; destruct (Req_dec (acos (Re z / Cmod z)) PI) as [E|E]; [|lra].
  rewrite E, sin_neg, sin_PI in Y; lra.
Qed.

Lemma Carg_unique : forall r t, 0 < r -> - PI < t <= PI -> Carg (r * cos t, r * sin t) = t.
Proof.
  intros r t P [A B].
  assert (M : Cmod (r * cos t, r * sin t) = r).
  { unfold Cmod; simpl.
    replace (r * cos t * (r * cos t * 1) + r * sin t * (r * sin t * 1))
      with (Rsqr r * (Rsqr (sin t) + Rsqr (cos t))) by (unfold Rsqr; ring).
    rewrite sin2_cos2, Rmult_1_r; apply sqrt_Rsqr; lra. }
  unfold Carg; rewrite M; simpl; replace (r * cos t / r) with (cos t) by (field; lra).
  destruct (Rle_dec 0 (r * sin t)) as [H|H].
  - destruct (Rle_dec 0 t) as [T|T]; [apply acos_cos; lra|].
    pose proof (sin_gt_0 (- t) ltac:(lra) ltac:(lra)) as S; rewrite sin_neg in S.
    assert (0 < r * - sin t) by (apply Rmult_lt_0_compat; lra); lra.
  - destruct (Rlt_dec t 0) as [T|T].
    + rewrite <- (cos_neg t), acos_cos by lra; ring.
    + pose proof (sin_ge_0 t ltac:(lra) ltac:(lra)).
      assert (0 <= r * sin t) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma Cexp_Clog : forall z : C, z <> RtoC 0 -> Cexp (Clog z) = z.
Proof.
  intros z N; destruct (Carg_polar z N) as [X Y]; unfold Cexp, Clog; simpl.
  rewrite exp_ln by (apply Cmod_positive; exact N); apply complex_equal; simpl; auto.
Qed.

Lemma Cmod_Cexp : forall z : C, Cmod (Cexp z) = exp (Re z).
Proof.
  intros [x y]; unfold Cmod, Cexp; simpl; pose proof (exp_pos x).
  replace (exp x * cos y * (exp x * cos y * 1) + exp x * sin y * (exp x * sin y * 1))
    with (Rsqr (exp x) * (Rsqr (sin y) + Rsqr (cos y))) by (unfold Rsqr; ring).
  rewrite sin2_cos2, Rmult_1_r; apply sqrt_Rsqr; lra.
Qed.

Lemma Clog_Cexp : forall w : C, - PI < Im w <= PI -> Clog (Cexp w) = w.
Proof.
  intros w B; unfold Clog; rewrite Cmod_Cexp, ln_exp.
  unfold Cexp; rewrite Carg_unique by (exact B || apply exp_pos); apply complex_equal; reflexivity.
Qed.

Lemma Clog_positive : forall x, 0 < x -> Clog (RtoC x) = RtoC (ln x).
Proof.
  intros x P; rewrite <- (exp_ln x) at 1 by exact P; rewrite <- Cexp_RtoC; apply Clog_Cexp.
  rewrite Im_RtoC; pose proof PI_RGT_0; lra.
Qed.

Lemma Clog_times_positive : forall x z, 0 < x -> z <> RtoC 0 ->
  Clog (RtoC x * z)%C = (RtoC (ln x) + Clog z)%C.
Proof.
  intros x z P N.
  rewrite <- (Clog_Cexp (RtoC (ln x) + Clog z)%C).
  - rewrite Cexp_plus, Cexp_RtoC, exp_ln, Cexp_Clog by assumption; reflexivity.
  - rewrite Im_plus, Im_RtoC; pose proof (Carg_bounds z N); simpl; lra.
Qed.

(* -- roots and powers ----------------------------------------------------------------------------------- *)

(* exp(log(z)/d), and 0 for 0 *)
Definition Croot (d : Z) (z : C) : C :=
  if Ceq_dec z (RtoC 0) then RtoC 0 else Cexp (RtoC (1 / IZR d) * Clog z)%C.

Lemma Croot_0 : forall d, Croot d (RtoC 0) = RtoC 0.
Proof. intro d; unfold Croot; destruct (Ceq_dec (RtoC 0) (RtoC 0)); congruence. Qed.

Lemma Croot_nonzero : forall d z, z <> RtoC 0 -> Croot d z = Cexp (RtoC (1 / IZR d) * Clog z)%C.
Proof. intros d z N; unfold Croot; destruct (Ceq_dec z (RtoC 0)); congruence. Qed.

Lemma Croot_power : forall d z, (0 <? d)%Z = true -> CpowZ (Croot d z) d = z.
Proof.
  intros d z D; apply Z.ltb_lt in D; destruct (Ceq_dec z (RtoC 0)) as [->|N].
  - rewrite Croot_0, CpowZ_nonneg, Cpow_nat_0 by lia; reflexivity.
  - rewrite Croot_nonzero, Cexp_CpowZ by exact N.
    rewrite <- (Cexp_Clog z N) at 2; f_equal; rewrite Cmult_assoc, <- RtoC_mult.
    replace (IZR d * (1 / IZR d)) with 1 by (field; apply IZR_neq; lia); ring.
Qed.

Lemma Croot_exp : forall d w, - PI < Im w <= PI -> Croot d (Cexp w) = Cexp (RtoC (1 / IZR d) * w)%C.
Proof. intros d w B; rewrite Croot_nonzero, Clog_Cexp by (exact B || apply Cexp_nonzero); reflexivity. Qed.

Lemma Croot_RtoC : forall d x, 0 <= x -> Croot d (RtoC x) = RtoC (root d x).
Proof.
  intros d x [P|<-].
  - rewrite Croot_nonzero by (intro E; apply RtoC_inj in E; lra).
    rewrite Clog_positive, <- RtoC_mult, Cexp_RtoC, root_of_positive by exact P.
    do 2 f_equal; unfold Rdiv; ring.
  - rewrite Croot_0, root_of_zero; reflexivity.
Qed.

Lemma Croot_product : forall d x z, 0 <= x -> Croot d (RtoC x * z)%C = (RtoC (root d x) * Croot d z)%C.
Proof.
  intros d x z [P|<-].
  - destruct (Ceq_dec z (RtoC 0)) as [->|N].
    { rewrite Croot_0; replace (RtoC x * RtoC 0)%C with (RtoC 0) by ring; rewrite Croot_0; ring. }
    assert (X : RtoC x <> RtoC 0) by (intro E; apply RtoC_inj in E; lra).
    rewrite !Croot_nonzero, Clog_times_positive by (assumption || (apply Cmult_neq_0; assumption)).
    rewrite root_of_positive, <- Cexp_RtoC, <- Cexp_plus by exact P; f_equal.
    replace (RtoC (ln x / IZR d)) with (RtoC (1 / IZR d) * RtoC (ln x))%C; [ring|].
    rewrite <- RtoC_mult; f_equal; unfold Rdiv; ring.
  - rewrite root_of_zero; replace (RtoC 0 * z)%C with (RtoC 0) by ring; rewrite Croot_0; ring.
Qed.
