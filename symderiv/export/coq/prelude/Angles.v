(* Ranges and real values of the elementary functions, sums of complex numbers, and bounds of pi. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex Functions.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

Lemma minus_one : RtoC (-1) = - RtoC 1.
Proof. by_parts. Qed.

Lemma i_i : Ci * Ci = - RtoC 1.
Proof. by_parts. Qed.

(* -- inverse functions at real arguments ------------------------------------------------------------------- *)

Lemma minus_i_i : forall t, RtoC (-1) * Ci * Ci * t = t.
Proof. intro t; replace (RtoC (-1) * Ci * Ci) with (RtoC 1) by by_parts; ring. Qed.

Theorem inverse_function_asin : forall z, c_asin z
  = RtoC (-1) * Ci * c_log (Ci * z + principal_root 2 (RtoC 1 + RtoC (-1) * powZ z 2)).
Proof. reflexivity. Qed.

Theorem inverse_function_asin_real : forall z, c_asin z = RtoC (-1) * Ci
  * c_log (Ci * z + principal_root 2 (RtoC (-1) * Ci * Ci * (RtoC 1 + RtoC (-1) * powZ z 2))).
Proof. intro z; rewrite minus_i_i; reflexivity. Qed.

Theorem inverse_function_acos : forall z, c_acos z = RtoC (1 / 2) * PI + RtoC (-1) * c_asin z.
Proof. reflexivity. Qed.

Theorem inverse_function_atan : forall z, powZ z 2 <> RtoC (-1) -> c_atan z = RtoC (1 / 2) * Ci
  * (c_log (RtoC 1 + RtoC (-1) * Ci * z) + RtoC (-1) * c_log (RtoC 1 + Ci * z)).
Proof. reflexivity. Qed.

Theorem inverse_function_asinh : forall z,
  c_asinh z = c_log (z + principal_root 2 (powZ z 2 + RtoC 1)).
Proof. reflexivity. Qed.

Theorem inverse_function_asinh_real : forall z,
  c_asinh z = c_log (z + principal_root 2 (RtoC (-1) * Ci * Ci * (powZ z 2 + RtoC 1))).
Proof. intro z; rewrite minus_i_i; reflexivity. Qed.

Theorem inverse_function_acosh : forall z,
  c_acosh z = c_log (z + principal_root 2 (z + RtoC 1) * principal_root 2 (z + RtoC (-1))).
Proof. reflexivity. Qed.

Theorem inverse_function_acosh_real : forall z,
  c_acosh z = c_log (z + principal_root 2 (RtoC (-1) * Ci * Ci * (z + RtoC 1))
                         * principal_root 2 (RtoC (-1) * Ci * Ci * (z + RtoC (-1)))).
Proof. intro z; rewrite !minus_i_i; reflexivity. Qed.

Theorem inverse_function_atanh : forall z, powZ z 2 <> RtoC 1 -> c_atanh z
  = RtoC (1 / 2) * (c_log (RtoC 1 + z) + RtoC (-1) * c_log (RtoC 1 + RtoC (-1) * z)).
Proof. reflexivity. Qed.

(* -- the arc tangent of a real number ------------------------------------------------------------------------ *)

Lemma one_plus_ix : forall x : R, Carg (1, x)%R = atan x.
Proof.
  intro x; pose proof (atan_bound x) as B; pose proof PI_RGT_0.
  assert (P : (0 < sqrt (1 + x²))%R) by (apply sqrt_lt_R0; pose proof (Rle_0_sqr x); lra).
  rewrite <- (Carg_unique (sqrt (1 + x²)) (atan x) P) by lra.
  rewrite cos_atan, sin_atan; do 2 f_equal; field; lra.
Qed.

Lemma log_of_conjugate : forall z, (0 < Re z)%R -> c_log (c_conj z) = c_conj (c_log z).
Proof.
  intros z H; pose proof (right_half_strict z H) as B; pose proof PI_RGT_0.
  assert (N : z <> RtoC 0) by (apply nonzero_part; left; lra).
  unfold c_log, c_conj; rewrite <- (Clog_Cexp (Cconj (Clog z))).
  - rewrite <- Cexp_conj, Cexp_Clog by exact N; reflexivity.
  - unfold Clog; simpl; lra.
Qed.

Lemma log_1_ix : forall x : R, c_log (1, x)%R = ((1 / 2 * ln (1 + x * x))%R, atan x).
Proof.
  intro x; unfold c_log, Clog; rewrite one_plus_ix; f_equal.
  assert (N : (1, x)%R <> RtoC 0) by (apply nonzero_part; left; simpl; lra).
  pose proof (Cmod_positive _ N) as P; pose proof (Cmod_square (1, x)%R) as Q; simpl in Q.
  replace (1 + x * x)%R with (Cmod (1, x)%R * Cmod (1, x)%R)%R by (rewrite Q; ring).
  rewrite ln_mult by exact P; field.
Qed.

Lemma atan_real : forall x : R, c_atan (RtoC x) = RtoC (atan x).
Proof.
  intro x; unfold c_atan.
  replace (RtoC 1 + Ci * RtoC x) with ((1, x)%R : C) by by_parts.
  replace (RtoC 1 + RtoC (-1) * Ci * RtoC x) with (c_conj (1, x)%R) by (unfold c_conj; by_parts).
  rewrite log_of_conjugate by (simpl; lra); rewrite log_1_ix; unfold c_conj; apply complex_equal; simpl; field.
Qed.

Theorem inverse_function_atan_real : forall z, is_real z -> c_atan z = RtoC (-1) * Ci
  * (c_log (RtoC 1 + Ci * z) + RtoC (-1) * (RtoC (1 / 2) * c_log (RtoC 1 + powZ z 2))).
Proof.
  intros z H; rewrite <- (as_real z H); generalize (Re z) as x; intro x; clear z H.
  rewrite atan_real; unfold powZ; rewrite CpowZ_RtoC, <- RtoC_plus; simpl powZ.
  replace (RtoC 1 + Ci * RtoC x) with ((1, x)%R : C) by by_parts.
  rewrite log_1_ix; unfold c_log; rewrite Clog_positive.
  - unfold Identities.powZ; simpl; apply complex_equal; simpl; field.
  - unfold Identities.powZ; simpl; pose proof (Rle_0_sqr x) as S; unfold Rsqr in S; lra.
Qed.

(* -- real values at real arguments ------------------------------------------------------------------------------ *)

Lemma exp_i : forall x : R, exp (Ci * RtoC x) = (cos x, sin x).
Proof.
  intro x; unfold exp, Cexp; simpl.
  replace (0 * x - 1 * 0)%R with 0%R by ring; replace (0 * 0 + 1 * x)%R with x by ring.
  rewrite exp_0; apply complex_equal; simpl; ring.
Qed.

Lemma exp_minus_i : forall x : R, exp (RtoC (-1) * (Ci * RtoC x)) = (cos x, (- sin x)%R).
Proof.
  intro x; replace (RtoC (-1) * (Ci * RtoC x)) with (Ci * RtoC (- x)) by by_parts.
  rewrite exp_i, cos_neg, sin_neg; reflexivity.
Qed.

Lemma sin_is : forall x : R, c_sin (RtoC x) = RtoC (sin x).
Proof. intro x; unfold c_sin; rewrite exp_i, exp_minus_i; apply complex_equal; simpl; field. Qed.

Lemma cos_is : forall x : R, c_cos (RtoC x) = RtoC (cos x).
Proof. intro x; unfold c_cos; rewrite exp_i, exp_minus_i; apply complex_equal; simpl; field. Qed.

Lemma log_is : forall x : R, (0 < x)%R -> c_log (RtoC x) = RtoC (ln x).
Proof. apply Clog_positive. Qed.

Lemma real_re : forall z, is_real (c_re z).
Proof. reflexivity. Qed.
Lemma real_im : forall z, is_real (c_im z).
Proof. reflexivity. Qed.
Lemma real_abs : forall z, is_real (c_abs z).
Proof. reflexivity. Qed.
Lemma real_arg : forall z, is_real (c_arg z).
Proof. reflexivity. Qed.
Lemma real_floor : forall z, is_real (c_floor z).
Proof. reflexivity. Qed.
Lemma real_pi : is_real PI.
Proof. reflexivity. Qed.
Lemma real_root : forall d z, is_real (root d z).
Proof. reflexivity. Qed.
Lemma real_real_power : forall b e, is_real (power b e).
Proof. reflexivity. Qed.
Lemma real_conj : forall z, is_real z -> is_real (c_conj z).
Proof. intros z H; rewrite conj_real by exact H; exact H. Qed.
Lemma real_sin : forall z, is_real z -> is_real (c_sin z).
Proof. intros z H; rewrite <- (as_real z H), sin_is; reflexivity. Qed.
Lemma real_cos : forall z, is_real z -> is_real (c_cos z).
Proof. intros z H; rewrite <- (as_real z H), cos_is; reflexivity. Qed.
Lemma real_tan : forall z, is_real z -> is_real (c_tan z).
Proof. intros; apply real_mult; [apply real_sin | apply real_power, real_cos]; assumption. Qed.
Lemma real_cot : forall z, is_real z -> is_real (c_cot z).
Proof. intros; apply real_mult; [apply real_cos | apply real_power, real_sin]; assumption. Qed.
Lemma real_sec : forall z, is_real z -> is_real (c_sec z).
Proof. intros; apply real_power, real_cos; assumption. Qed.
Lemma real_csc : forall z, is_real z -> is_real (c_csc z).
Proof. intros; apply real_power, real_sin; assumption. Qed.
Lemma real_sinh : forall z, is_real z -> is_real (c_sinh z).
Proof.
  intros; apply real_mult; [reflexivity|]; apply real_plus; [apply real_exp; assumption|].
  apply real_mult; [reflexivity|]; apply real_exp, real_mult; [reflexivity | assumption].
Qed.
Lemma real_cosh : forall z, is_real z -> is_real (c_cosh z).
Proof.
  intros; apply real_mult; [reflexivity|]; apply real_plus; [apply real_exp; assumption|].
  apply real_exp, real_mult; [reflexivity | assumption].
Qed.
Lemma real_tanh : forall z, is_real z -> is_real (c_tanh z).
Proof. intros; apply real_mult; [apply real_sinh | apply real_power, real_cosh]; assumption. Qed.
Lemma real_coth : forall z, is_real z -> is_real (c_coth z).
Proof. intros; apply real_mult; [apply real_cosh | apply real_power, real_sinh]; assumption. Qed.
Lemma real_sech : forall z, is_real z -> is_real (c_sech z).
Proof. intros; apply real_power, real_cosh; assumption. Qed.
Lemma real_csch : forall z, is_real z -> is_real (c_csch z).
Proof. intros; apply real_power, real_sinh; assumption. Qed.
Lemma real_atan : forall z, is_real z -> is_real (c_atan z).
Proof. intros z H; rewrite <- (as_real z H), atan_real; reflexivity. Qed.
Lemma real_acot : forall z, is_real z -> is_real (c_acot z).
Proof.
  intros z H; unfold c_acot, at_zero; destruct (Ceq_dec z (RtoC 0)).
  - apply real_mult; reflexivity.
  - apply real_atan, real_power; exact H.
Qed.
Lemma real_golden : is_real c_golden.
Proof. apply real_mult; [reflexivity | apply real_plus; reflexivity]. Qed.
Lemma real_fibonacci : forall z, is_real (c_fibonacci z).
Proof.
  intro z; apply real_mult; [|apply real_power; reflexivity].
  apply real_plus; [|apply real_mult; [reflexivity|]]; apply real_power; [apply real_golden|].
  apply real_mult; [reflexivity | apply real_golden].
Qed.

Lemma asinh_is : forall x : R, c_asinh (RtoC x) = RtoC (ln (x + Analysis.root 2 (x * x + 1))).
Proof.
  intro x; unfold c_asinh, principal_root, powZ; rewrite CpowZ_RtoC, <- RtoC_plus.
  replace (Identities.powZ x 2) with (x * x)%R by reflexivity.
  pose proof (Rle_0_sqr x) as S; unfold Rsqr in S.
  rewrite Croot_RtoC, <- RtoC_plus by lra; apply log_is.
  set (s := Analysis.root 2 (x * x + 1)).
  assert (P : (0 < s)%R) by (apply Analysis.root_positive; lra).
  assert (Q : (s * s = x * x + 1)%R) by (apply (Analysis.root_power 2 (x * x + 1)); [reflexivity | lra]).
  destruct (Rle_dec 0 x); nra.
Qed.

Lemma real_asinh : forall z, is_real z -> is_real (c_asinh z).
Proof. intros z H; rewrite <- (as_real z H), asinh_is; reflexivity. Qed.
Lemma real_acsch : forall z, is_real z -> is_real (c_acsch z).
Proof. intros z H; apply real_asinh, real_power; exact H. Qed.

(* -- ranges ----------------------------------------------------------------------------------------------------------- *)

Theorem angle_bounds_log : forall z, z <> RtoC 0 ->
  RtoC (-1) * PI < c_im (c_log z) /\ c_im (c_log z) <= PI.
Proof.
  intros z N; rewrite halves, argument_is; pose proof (Carg_bounds z N).
  split; [apply lt_real; lra | apply le_real; unfold PI; lra].
Qed.

Lemma root_2_right : forall z, (0 <= Re (principal_root 2 z))%R.
Proof.
  intro z; unfold principal_root; destruct (Ceq_dec z (RtoC 0)) as [->|N].
  - rewrite Croot_0; simpl; lra.
  - rewrite Croot_nonzero by exact N; pose proof (Carg_bounds z N) as B; pose proof PI_RGT_0.
    unfold Cexp, Clog; simpl.
    apply Rmult_le_pos; [left; apply exp_pos|]; apply cos_ge_0; lra.
Qed.

Lemma right_of_inverse : forall w v, w * v = RtoC 1 -> (0 <= Re (w + v)%C -> 0 <= Re w)%R.
Proof.
  intros [a b] [c d] E H; simpl in *.
  assert (E1 : (a * c - b * d = 1)%R) by exact (f_equal fst E).
  assert (E2 : (a * d + b * c = 0)%R) by exact (f_equal snd E).
  apply Rnot_lt_le; intro L.
  assert (Q : (c * (a * a + b * b) = a)%R).
  { replace (c * (a * a + b * b))%R with (a * (a * c - b * d) + b * (a * d + b * c))%R by ring.
    rewrite E1, E2; ring. }
  assert (P : (0 < a * a + b * b)%R) by nra.
  assert (c < 0)%R by nra; lra.
Qed.

Lemma factor_nonzero : forall w v : C, w * v = RtoC 1 -> w <> RtoC 0.
Proof. intros w v E Z; apply one_not_zero; rewrite <- E, Z; ring. Qed.

Lemma square_root : forall z, principal_root 2 z * principal_root 2 z = z.
Proof. intro z; exact (principal_root_power 2 z eq_refl). Qed.

Lemma right_log : forall w v, w * v = RtoC 1 -> (0 <= Re (w + v)%C)%R ->
  (- (Rtrigo1.PI / 2) <= Carg w <= Rtrigo1.PI / 2)%R.
Proof.
  intros w v E H; apply right_half; [apply (factor_nonzero w v E) | apply (right_of_inverse w v E H)].
Qed.

Lemma two_re : forall s : C, Re (s + s) = (2 * Re s)%R.
Proof. intros [x y]; simpl; ring. Qed.

Theorem angle_bounds_asin : forall z,
  RtoC (-1 / 2) * PI <= c_re (c_asin z) /\ c_re (c_asin z) <= RtoC (1 / 2) * PI.
Proof.
  intro z; set (s := principal_root 2 (RtoC 1 + RtoC (-1) * powZ z 2)).
  assert (E : (Ci * z + s) * (s + RtoC (-1) * Ci * z) = RtoC 1).
  { assert (S : s * s = RtoC 1 + RtoC (-1) * (z * z)) by apply square_root.
    rewrite minus_one; rewrite minus_one in S.
    transitivity (s * s - Ci * Ci * (z * z)); [ring | rewrite S, i_i; ring]. }
  pose proof (right_log _ _ E) as B.
  replace (Ci * z + s + (s + RtoC (-1) * Ci * z)) with (s + s) in B
    by (rewrite minus_one; ring).
  rewrite two_re in B; pose proof (root_2_right (RtoC 1 + RtoC (-1) * powZ z 2)) as R; fold s in R.
  specialize (B ltac:(lra)).
  assert (A : c_re (c_asin z) = RtoC (Carg (Ci * z + s))).
  { unfold c_re, c_asin, c_log, Clog; fold s; f_equal; simpl; ring. }
  rewrite A, !halves; split; apply le_real; lra.
Qed.

Theorem angle_bounds_acos : forall z, RtoC 0 <= c_re (c_acos z) /\ c_re (c_acos z) <= PI.
Proof.
  intro z; destruct (angle_bounds_asin z) as [(_ & _ & A) (_ & _ & B)].
  assert (E : c_re (c_acos z) = RtoC (1 / 2 * Rtrigo1.PI - Re (c_asin z))).
  { unfold c_re, c_acos; rewrite halves; f_equal; simpl; ring. }
  rewrite E; rewrite halves in A, B; unfold c_re in A, B; simpl in A, B.
  unfold PI; split; apply le_real; unfold Re in *; simpl in *; lra.
Qed.

Theorem angle_bounds_asinh : forall z,
  RtoC (-1 / 2) * PI <= c_im (c_asinh z) /\ c_im (c_asinh z) <= RtoC (1 / 2) * PI.
Proof.
  intro z; set (s := principal_root 2 (powZ z 2 + RtoC 1)).
  assert (E : (z + s) * (s + RtoC (-1) * z) = RtoC 1).
  { assert (S : s * s = z * z + RtoC 1) by apply square_root.
    rewrite minus_one; transitivity (s * s - z * z); [ring | rewrite S; ring]. }
  pose proof (right_log _ _ E) as B.
  replace (z + s + (s + RtoC (-1) * z)) with (s + s) in B
    by (rewrite minus_one; ring).
  rewrite two_re in B; pose proof (root_2_right (powZ z 2 + RtoC 1)) as R; fold s in R.
  specialize (B ltac:(lra)).
  assert (A : c_im (c_asinh z) = RtoC (Carg (z + s))) by reflexivity.
  rewrite A, !halves; split; apply le_real; lra.
Qed.

Theorem angle_bounds_acosh : forall z,
  RtoC (-1) * PI < c_im (c_acosh z) /\ c_im (c_acosh z) <= PI.
Proof.
  intro z; apply angle_bounds_log.
  set (s := principal_root 2 (z + RtoC 1)); set (t := principal_root 2 (z + RtoC (-1))).
  apply (factor_nonzero _ (z - s * t)).
  assert (S : s * s = z + RtoC 1) by apply square_root.
  assert (T : t * t = z + RtoC (-1)) by apply square_root.
  transitivity (z * z - (s * s) * (t * t)); [ring|].
  rewrite S, T, minus_one; ring.
Qed.

(* the difference of the arguments of 1 + z and 1 - z is at most half a turn *)
Lemma half_turn : forall z, RtoC 1 + z <> RtoC 0 -> RtoC 1 + RtoC (-1) * z <> RtoC 0 ->
  (- Rtrigo1.PI <= Carg (RtoC 1 + z)%C - Carg (RtoC 1 + RtoC (-1) * z)%C <= Rtrigo1.PI)%R.
Proof.
  intros z P Q; set (u := RtoC 1 + z) in *; set (v := RtoC 1 + RtoC (-1) * z) in *.
  pose proof PI_RGT_0 as PI0.
  assert (U : Im u = Im z) by (unfold u; destruct z; simpl; ring).
  assert (V : Im v = (- Im z)%R) by (unfold v; destruct z; simpl; ring).
  pose proof (Carg_bounds u P) as BU; pose proof (Carg_bounds v Q) as BV.
  destruct (Carg_polar u P) as [X1 Y1], (Carg_polar v Q) as [X2 Y2].
  pose proof (Cmod_positive u P) as M; pose proof (Cmod_positive v Q) as N.
  assert (S : (Cmod u * Cmod v * sin (Carg u - Carg v) = 2 * Im z)%R).
  { rewrite sin_minus.
    transitivity ((Cmod u * sin (Carg u)) * (Cmod v * cos (Carg v))
                  - (Cmod u * cos (Carg u)) * (Cmod v * sin (Carg v)))%R; [ring|].
    rewrite <- X1, <- Y1, <- X2, <- Y2; unfold u, v; destruct z as [a b]; simpl; ring. }
  assert (MN : (0 < Cmod u * Cmod v)%R) by (apply Rmult_lt_0_compat; assumption).
  destruct (Rtotal_order (Im z) 0) as [L|[E|G]].
  - pose proof (lower_half_strict u ltac:(lra)) as A; pose proof (upper_half_strict v ltac:(lra)) as B.
    split; [|lra]; apply Rnot_lt_le; intro T.
    assert (0 < sin (Carg u - Carg v))%R; [|nra].
    replace (Carg u - Carg v)%R with (- (2 * Rtrigo1.PI - (Carg u - Carg v + 2 * Rtrigo1.PI)))%R by ring.
    rewrite sin_neg, <- sin_neg.
    replace (- (2 * Rtrigo1.PI - (Carg u - Carg v + 2 * Rtrigo1.PI)))%R
      with (Carg u - Carg v + 2 * Rtrigo1.PI - 2 * INR 1 * Rtrigo1.PI)%R by (simpl; ring).
    rewrite <- (sin_period _ 1).
    replace (Carg u - Carg v + 2 * Rtrigo1.PI - 2 * INR 1 * Rtrigo1.PI + 2 * INR 1 * Rtrigo1.PI)%R
      with (Carg u - Carg v + 2 * Rtrigo1.PI)%R by ring.
    apply sin_gt_0; lra.
  - pose proof (upper_half u P ltac:(lra)); pose proof (upper_half v Q ltac:(lra)); lra.
  - pose proof (upper_half_strict u ltac:(lra)) as A; pose proof (lower_half_strict v ltac:(lra)) as B.
    split; [lra|]; apply Rnot_lt_le; intro T.
    assert (sin (Carg u - Carg v) < 0)%R; [|nra].
    apply sin_lt_0; lra.
Qed.

Lemma not_plus_minus_one : forall z, powZ z 2 <> RtoC 1 ->
  RtoC 1 + z <> RtoC 0 /\ RtoC 1 + RtoC (-1) * z <> RtoC 0.
Proof.
  intros z N; split; intro E; apply N; unfold powZ; simpl.
  - assert (Z : z = - RtoC 1) by (transitivity (RtoC 1 + z - RtoC 1); [ring | rewrite E; ring]).
    rewrite Z; ring.
  - rewrite minus_one in E.
    assert (Z : z = RtoC 1) by (transitivity (RtoC 1 - (RtoC 1 + - RtoC 1 * z)); [ring | rewrite E; ring]).
    rewrite Z; ring.
Qed.

Theorem angle_bounds_atanh : forall z, powZ z 2 <> RtoC 1 ->
  RtoC (-1 / 2) * PI <= c_im (c_atanh z) /\ c_im (c_atanh z) <= RtoC (1 / 2) * PI.
Proof.
  intros z N; destruct (not_plus_minus_one z N) as [P Q]; pose proof (half_turn z P Q) as B.
  assert (A : c_im (c_atanh z)
              = RtoC (1 / 2 * (Carg (RtoC 1 + z)%C - Carg (RtoC 1 + RtoC (-1) * z)%C))).
  { unfold c_im, c_atanh, c_log, Clog; f_equal; simpl; ring. }
  rewrite A, !halves; split; apply le_real; lra.
Qed.

Theorem angle_bounds_atan : forall z, powZ z 2 <> RtoC (-1) ->
  RtoC (-1 / 2) * PI <= c_re (c_atan z) /\ c_re (c_atan z) <= RtoC (1 / 2) * PI.
Proof.
  intros z N.
  assert (N' : powZ (Ci * z) 2 <> RtoC 1).
  { intro E; apply N; unfold powZ in *; simpl in *.
    transitivity (RtoC (-1) * (Ci * z * (Ci * z))); [|rewrite E; by_parts].
    destruct z as [a b]; by_parts. }
  destruct (not_plus_minus_one _ N') as [P Q]; pose proof (half_turn _ P Q) as B.
  assert (A : c_re (c_atan z)
              = RtoC (1 / 2 * (Carg (RtoC 1 + Ci * z)%C - Carg (RtoC 1 + RtoC (-1) * (Ci * z))%C))).
  { unfold c_re, c_atan, c_log, Clog; rewrite Cmult_assoc; f_equal; simpl; ring. }
  rewrite A, !halves; split; apply le_real; lra.
Qed.

Theorem angle_bounds_atan_real : forall z, is_real z ->
  RtoC (-1 / 2) * PI < c_re (c_atan z) /\ c_re (c_atan z) < RtoC (1 / 2) * PI.
Proof.
  intros z H; rewrite <- (as_real z H), atan_real, !halves; pose proof (atan_bound (Re z)).
  unfold c_re; split; apply lt_real; simpl; lra.
Qed.

(* -- bounds of pi --------------------------------------------------------------------------------------------------------- *)

Theorem pi_bounds : RtoC (333 / 106) < PI /\ PI < RtoC (355 / 113).
Proof. destruct Analysis.pi_bounds; split; apply lt_real; assumption. Qed.
