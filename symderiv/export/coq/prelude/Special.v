(* The gamma function by Euler's limit, factorials, binomial coefficients, error functions, and their laws. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex Functions.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

(* -- limits of complex numbers ----------------------------------------------------------------------------- *)

Definition converges (u : nat -> C) (l : C) : Prop :=
  is_lim_seq (fun n => Re (u n)) (Re l) /\ is_lim_seq (fun n => Im (u n)) (Im l).

(* the limit, and 0 where there is none *)
Definition limit (u : nat -> C) : C :=
  if ex_finite_lim_seq_dec (fun n => Re (u n)) then
    if ex_finite_lim_seq_dec (fun n => Im (u n)) then
      (real (Lim_seq (fun n => Re (u n))), real (Lim_seq (fun n => Im (u n))))
    else RtoC 0
  else RtoC 0.

Lemma limit_is : forall u l, converges u l -> limit u = l.
Proof.
  intros u l [A B]; unfold limit.
  destruct (ex_finite_lim_seq_dec _) as [_|N]; [|destruct N; exists (Re l); exact A].
  destruct (ex_finite_lim_seq_dec _) as [_|N]; [|destruct N; exists (Im l); exact B].
  rewrite (is_lim_seq_unique _ _ A), (is_lim_seq_unique _ _ B); destruct l; reflexivity.
Qed.

Lemma limit_none : forall u, (forall l, ~ converges u l) -> limit u = RtoC 0.
Proof.
  intros u H; unfold limit.
  destruct (ex_finite_lim_seq_dec _) as [[a A]|_]; [|reflexivity].
  destruct (ex_finite_lim_seq_dec _) as [[b B]|_]; [|reflexivity].
  destruct (H (a, b)); split; assumption.
Qed.

Lemma converges_mult : forall u v a b, converges u a -> converges v b ->
  converges (fun n => u n * v n) (a * b).
Proof.
  intros u v [a a'] [b b'] [A A'] [B B']; simpl in *; split; simpl.
  - apply is_lim_seq_minus'; apply is_lim_seq_mult'; assumption.
  - apply is_lim_seq_plus'; apply is_lim_seq_mult'; assumption.
Qed.

Lemma converges_const : forall c, converges (fun _ => c) c.
Proof. intro c; split; apply is_lim_seq_const. Qed.

Lemma norm_of_nonzero : forall z : C, z <> RtoC 0 -> (Re z ^ 2 + Im z ^ 2 <> 0)%R.
Proof.
  intros z N E; apply N; destruct (squares_zero _ _ E) as [A B]; apply complex_equal; assumption.
Qed.

Lemma converges_inv : forall u a, a <> RtoC 0 -> converges u a -> converges (fun n => / u n) (/ a).
Proof.
  intros u a N [A B]; pose proof (norm_of_nonzero a N) as M.
  assert (Q : is_lim_seq (fun n => (Re (u n) ^ 2 + Im (u n) ^ 2)%R) (Re a ^ 2 + Im a ^ 2)%R).
  { apply is_lim_seq_plus'; simpl;
      repeat apply is_lim_seq_mult'; assumption || apply is_lim_seq_const. }
  split; simpl.
  - apply is_lim_seq_div'; assumption.
  - apply is_lim_seq_div'; [|exact Q | exact M].
    apply (is_lim_seq_opp _ (Im a)) in B; exact B.
Qed.

Lemma converges_plus : forall u v a b, converges u a -> converges v b ->
  converges (fun n => u n + v n) (a + b).
Proof. intros u v a b [A A'] [B B']; split; apply is_lim_seq_plus'; assumption. Qed.

Lemma converges_later : forall u v l, eventually (fun n => u n = v n) -> converges u l -> converges v l.
Proof.
  intros u v l H [A B]; split; (eapply is_lim_seq_ext_loc; [|eassumption]);
    generalize H; apply filter_imp; intros n E; rewrite E; reflexivity.
Qed.

Lemma from_1 : forall P : nat -> Prop, (forall n, (0 < n)%nat -> P n) -> eventually P.
Proof. intros P H; exists 1%nat; intros n L; apply H; exact L. Qed.

(* -- the inverse of the gamma function --------------------------------------------------------------------- *)

(* z (z + 1) ... (z + n) *)
Fixpoint ascending (z : C) (n : nat) : C :=
  match n with O => z | S m => ascending z m * (z + RtoC (INR n)) end.

(* z (z + 1) ... (z + n) / (n! n^z), whose limit is 1/Gamma(z): DLMF 5.8.1 *)
Definition euler (z : C) (n : nat) : C :=
  ascending z n * RtoC (/ INR (fact n)) * Cexp (RtoC (- ln (INR n)) * z).

Definition c_rgamma (z : C) : C := limit (euler z).
Definition c_gamma (z : C) : C := / c_rgamma z.

Lemma ascending_first : forall z n, ascending z (S n) = z * ascending (z + RtoC 1) n.
Proof.
  intros z n; induction n as [|n IH]; [simpl; ring|].
  change (ascending z (S (S n))) with (ascending z (S n) * (z + RtoC (INR (S (S n))))); rewrite IH.
  change (ascending (z + RtoC 1) (S n))
    with (ascending (z + RtoC 1) n * (z + RtoC 1 + RtoC (INR (S n)))).
  rewrite (S_INR (S n)), RtoC_plus; ring.
Qed.

Definition ratio (z : C) (n : nat) : C := RtoC 1 + (z + RtoC 1) * RtoC (/ INR n).

Lemma inverses_to_0 : converges (fun n => RtoC (/ INR n)) (RtoC 0).
Proof.
  split; simpl; [|apply is_lim_seq_const].
  apply (is_lim_seq_inv INR p_infty); [apply is_lim_seq_INR | discriminate].
Qed.

Lemma ratio_to_1 : forall z, converges (ratio z) (RtoC 1).
Proof.
  intro z; replace (RtoC 1) with (RtoC 1 + (z + RtoC 1) * RtoC 0) by ring.
  apply converges_plus; [apply converges_const|].
  apply converges_mult; [apply converges_const | apply inverses_to_0].
Qed.

Lemma ratio_nonzero : forall z, eventually (fun n => ratio z n <> RtoC 0).
Proof.
  intro z; destruct (ratio_to_1 z) as [H _].
  assert (Q : locally 1%R (fun x => (0 < x)%R)) by (apply open_gt; lra).
  specialize (H _ Q); unfold filtermap in H; revert H; apply filter_imp; intros n P E.
  rewrite E in P; simpl in P; lra.
Qed.

Lemma euler_step : forall z n, (0 < n)%nat -> euler z n * ratio z n = z * euler (z + RtoC 1) n.
Proof.
  intros z n L; assert (N : INR n <> 0%R) by (apply not_0_INR; lia).
  assert (P : (0 < INR n)%R) by (apply lt_0_INR; exact L).
  transitivity (ascending z (S n) * RtoC (/ INR (fact n)) * Cexp (RtoC (- ln (INR n)) * z) * RtoC (/ INR n)).
  - unfold euler, ratio; change (ascending z (S n)) with (ascending z n * (z + RtoC (INR (S n)))).
    rewrite S_INR, RtoC_plus.
    replace (RtoC 1 + (z + RtoC 1) * RtoC (/ INR n)) with ((z + (RtoC (INR n) + RtoC 1)) * RtoC (/ INR n)).
    + ring.
    + rewrite Cmult_plus_distr_r, Cmult_plus_distr_r, <- !RtoC_mult, Rinv_r by exact N.
      ring_simplify; rewrite Rmult_1_l; ring.
  - rewrite ascending_first; unfold euler.
    replace (RtoC (- ln (INR n)) * (z + RtoC 1)) with (RtoC (- ln (INR n)) * z + RtoC (- ln (INR n))) by ring.
    rewrite Cexp_plus, Cexp_RtoC, exp_Ropp, exp_ln by exact P; ring.
Qed.

Theorem rgamma_step : forall z, c_rgamma z = z * c_rgamma (z + RtoC 1).
Proof.
  intro z; unfold c_rgamma.
  destruct (Ceq_dec z (RtoC 0)) as [->|N].
  { rewrite Cmult_0_l; apply limit_is; apply (converges_later (fun _ => RtoC 0)); [|apply converges_const].
    apply from_1; intros n _; unfold euler; replace (ascending (RtoC 0) n) with (RtoC 0); [ring|].
    induction n as [|n IH]; [reflexivity|]; simpl; rewrite <- IH; ring. }
  destruct (classic (exists l, converges (euler (z + RtoC 1)) l)) as [[l L]|none].
  - rewrite (limit_is _ l L); apply limit_is.
    replace (z * l) with (z * l * / RtoC 1) by (field; apply one_not_zero).
    apply (converges_later (fun n => z * euler (z + RtoC 1) n * / ratio z n)).
    + generalize (filter_and _ _ (ratio_nonzero z) (from_1 (fun n => (0 < n)%nat) (fun _ P => P))).
      apply filter_imp; intros n [R P]; rewrite <- euler_step by exact P; field; exact R.
    + apply converges_mult; [|apply converges_inv; [apply one_not_zero | apply ratio_to_1]].
      apply converges_mult; [apply converges_const | exact L].
  - rewrite (limit_none (euler (z + RtoC 1))), Cmult_0_r; [|intros l L; apply none; exists l; exact L].
    apply limit_none; intros l L; apply none; exists (/ z * (l * RtoC 1)).
    apply (converges_later (fun n => / z * (euler z n * ratio z n))).
    + apply from_1; intros n P; rewrite euler_step by exact P; field; exact N.
    + apply converges_mult; [apply converges_const|]; apply converges_mult; [exact L | apply ratio_to_1].
Qed.

Lemma ascending_1 : forall n, ascending (RtoC 1) n = RtoC (INR (fact (S n))).
Proof.
  induction n as [|n IH]; [simpl; reflexivity|].
  change (ascending (RtoC 1) (S n)) with (ascending (RtoC 1) n * (RtoC 1 + RtoC (INR (S n)))).
  rewrite IH; replace (fact (S (S n))) with (S (S n) * fact (S n))%nat by reflexivity.
  rewrite mult_INR, <- RtoC_plus, <- RtoC_mult, (S_INR (S n)); f_equal; ring.
Qed.

Theorem rgamma_one : c_rgamma (RtoC 1) = RtoC 1.
Proof.
  apply limit_is; replace (RtoC 1) with (RtoC 1 + RtoC 0) at 2 by ring.
  apply (converges_later (fun n => RtoC 1 + RtoC (/ INR n))).
  - apply from_1; intros n P; assert (N : INR n <> 0%R) by (apply not_0_INR; lia).
    unfold euler; rewrite ascending_1, Cmult_1_r, Cexp_RtoC, exp_Ropp, exp_ln by (apply lt_0_INR; exact P).
    replace (fact (S n)) with (S n * fact n)%nat by reflexivity.
    rewrite <- !RtoC_mult, <- RtoC_plus, mult_INR, S_INR; f_equal; field.
    split; [exact N | apply INR_fact_neq_0].
  - apply converges_plus; [apply converges_const | apply inverses_to_0].
Qed.

Theorem gamma_inverse : forall z, c_rgamma z <> RtoC 0 -> c_gamma z * c_rgamma z = RtoC 1.
Proof. intros z N; unfold c_gamma; apply Cinv_l; exact N. Qed.

Lemma real_limit : forall u, (forall n, is_real (u n)) -> is_real (limit u).
Proof.
  intros u H; unfold limit; destruct (ex_finite_lim_seq_dec _); [|reflexivity].
  destruct (ex_finite_lim_seq_dec _); [|reflexivity]; unfold is_real; simpl.
  rewrite (Lim_seq_ext _ (fun _ => 0%R)) by (intro n; apply H); rewrite Lim_seq_const; reflexivity.
Qed.

Lemma real_rgamma : forall z, is_real z -> is_real (c_rgamma z).
Proof.
  intros z H; apply real_limit; intro n; unfold euler.
  repeat apply real_mult; try apply real_RtoC.
  - induction n as [|n IH]; [exact H|]; apply real_mult; [exact IH|]; apply real_plus; [exact H | reflexivity].
  - apply real_exp, real_mult; [reflexivity | exact H].
Qed.

Lemma real_gamma : forall z, is_real z -> is_real (c_gamma z).
Proof. intros z H; apply real_inv, real_rgamma; exact H. Qed.

Definition c_factorial (z : C) : C := c_gamma (z + RtoC 1).
Definition c_beta (z w : C) : C := c_gamma z * c_gamma w * powZ (c_gamma (z + w)) (-1).

Lemma real_factorial : forall z, is_real z -> is_real (c_factorial z).
Proof. intros z H; apply real_gamma, real_plus; [exact H | reflexivity]. Qed.

Lemma real_beta : forall z w, is_real z -> is_real w -> is_real (c_beta z w).
Proof.
  intros z w H K; unfold c_beta; repeat apply real_mult; [| |apply real_power];
    apply real_gamma; try apply real_plus; assumption.
Qed.

(* -- binomial coefficients ------------------------------------------------------------------------------------- *)

(* x (x - 1) ... (x - n + 1) / n! *)
Fixpoint chosen (x : C) (n : nat) : C :=
  match n with O => RtoC 1 | S m => RtoC (/ INR n) * x * chosen (x + RtoC (-1)) m end.

(* and 0 for n < 0 *)
Definition binomial_of (x : C) (n : Z) : C := if (n <? 0)%Z then RtoC 0 else chosen x (Z.to_nat n).
Definition c_binomial (x y : C) : C := binomial_of x (floorZ y).

Lemma binomial_whole : forall x n y, IZR n = y -> c_binomial x y = binomial_of x n.
Proof. intros x n y <-; unfold c_binomial; rewrite floor_of_whole; reflexivity. Qed.

Theorem binomial_zero : forall x, c_binomial x (RtoC 0) = RtoC 1.
Proof. intro x; rewrite (binomial_whole x 0) by reflexivity; reflexivity. Qed.

Theorem binomial_negative : forall x n y, IZR n = y -> y < RtoC 0 -> c_binomial x y = RtoC 0.
Proof.
  intros x n y E H; rewrite (binomial_whole x n y E); subst y; destruct H as (_ & _ & H); simpl in H.
  apply lt_IZR in H; unfold binomial_of; rewrite (proj2 (Z.ltb_lt n 0) H); reflexivity.
Qed.

Lemma before : forall n y, IZR n = y -> IZR (n - 1) = y + RtoC (-1).
Proof. intros n y <-; unfold IZR; rewrite minus_IZR, RtoC_minus; apply complex_equal; simpl; ring. Qed.

Lemma inverse_of_nat : forall n, RtoC (INR (S n)) * RtoC (/ INR (S n)) = RtoC 1.
Proof. intro n; rewrite <- RtoC_mult, Rinv_r by (apply not_0_INR; lia); reflexivity. Qed.

Lemma binomial_cases : forall n, (n < 0)%Z \/ n = 0%Z \/ exists m, n = Z.of_nat (S m).
Proof.
  intro n; destruct (Z_lt_le_dec n 0) as [H|H]; [tauto|].
  destruct (Z.eq_dec n 0) as [->|N]; [tauto|]; right; right.
  exists (Z.to_nat (n - 1)); lia.
Qed.

Lemma binomial_below : forall x n, (n < 0)%Z -> binomial_of x n = RtoC 0.
Proof. intros x n H; unfold binomial_of; rewrite (proj2 (Z.ltb_lt n 0) H); reflexivity. Qed.

Lemma binomial_nat : forall x n, binomial_of x (Z.of_nat n) = chosen x n.
Proof.
  intros x n; unfold binomial_of; rewrite (proj2 (Z.ltb_ge _ 0)) by lia; rewrite Nat2Z.id; reflexivity.
Qed.

Theorem binomial_absorption : forall x n y, IZR n = y ->
  y * c_binomial x y = x * c_binomial (x + RtoC (-1)) (y + RtoC (-1)).
Proof.
  intros x n y E; rewrite (binomial_whole x n y E), (binomial_whole _ _ _ (before n y E)); subst y.
  destruct (binomial_cases n) as [H|[->|[m ->]]].
  - rewrite !binomial_below by lia; ring.
  - change (0 - 1)%Z with (-1)%Z; rewrite (binomial_below (x + RtoC (-1)) (-1) eq_refl); unfold IZR; ring.
  - replace (Z.of_nat (S m) - 1)%Z with (Z.of_nat m) by lia; rewrite !binomial_nat.
    unfold IZR; rewrite <- INR_IZR_INZ.
    change (chosen x (S m)) with (RtoC (/ INR (S m)) * x * chosen (x + RtoC (-1)) m).
    transitivity (RtoC (INR (S m)) * RtoC (/ INR (S m)) * (x * chosen (x + RtoC (-1)) m)); [ring|].
    rewrite inverse_of_nat; ring.
Qed.

Lemma chosen_last : forall n x, (x + RtoC (- INR n)) * chosen x n = x * chosen (x + RtoC (-1)) n.
Proof.
  induction n as [|n IH]; intro x; [simpl chosen; simpl INR; rewrite Ropp_0; ring|].
  change (chosen (x + RtoC (-1)) (S n))
    with (RtoC (/ INR (S n)) * (x + RtoC (-1)) * chosen (x + RtoC (-1) + RtoC (-1)) n).
  change (chosen x (S n)) with (RtoC (/ INR (S n)) * x * chosen (x + RtoC (-1)) n).
  transitivity (RtoC (/ INR (S n)) * x * ((x + RtoC (-1) + RtoC (- INR n)) * chosen (x + RtoC (-1)) n)).
  - replace (RtoC (- INR (S n))) with (RtoC (-1) + RtoC (- INR n))
      by (rewrite S_INR; apply complex_equal; simpl; ring); ring.
  - rewrite IH; ring.
Qed.

Lemma chosen_add : forall n x,
  chosen (x + RtoC 1) (S n) = chosen x (S n) + chosen x n.
Proof.
  intros n x; change (chosen (x + RtoC 1) (S n))
    with (RtoC (/ INR (S n)) * (x + RtoC 1) * chosen (x + RtoC 1 + RtoC (-1)) n).
  replace (x + RtoC 1 + RtoC (-1)) with x by (destruct x; apply complex_equal; simpl; ring).
  change (chosen x (S n)) with (RtoC (/ INR (S n)) * x * chosen (x + RtoC (-1)) n).
  transitivity (RtoC (/ INR (S n)) * ((x + RtoC (- INR n)) * chosen x n)
                + RtoC (INR (S n)) * RtoC (/ INR (S n)) * chosen x n).
  - rewrite (S_INR n), RtoC_plus, RtoC_opp; ring.
  - rewrite chosen_last, inverse_of_nat; ring.
Qed.

Theorem binomial_addition : forall x n y, IZR n = y ->
  c_binomial (x + RtoC 1) y = c_binomial x y + c_binomial x (y + RtoC (-1)).
Proof.
  intros x n y E; rewrite !(binomial_whole _ n y E), (binomial_whole _ _ _ (before n y E)).
  destruct (binomial_cases n) as [H|[->|[m ->]]].
  - rewrite !binomial_below by lia; ring.
  - change (0 - 1)%Z with (-1)%Z; rewrite (binomial_below x (-1) eq_refl); unfold binomial_of; simpl; ring.
  - replace (Z.of_nat (S m) - 1)%Z with (Z.of_nat m) by lia; rewrite !binomial_nat; apply chosen_add.
Qed.

Lemma real_binomial : forall x y, is_real x -> is_real y -> is_real (c_binomial x y).
Proof.
  intros x y H _; unfold c_binomial, binomial_of; destruct (_ <? 0)%Z; [reflexivity|].
  generalize (Z.to_nat (floorZ y)) as n; intro n; revert x H.
  induction n as [|n IH]; intros x H; [reflexivity|]; simpl chosen.
  apply real_mult; [apply real_mult; [reflexivity | exact H]|]; apply IH, real_plus; [exact H | reflexivity].
Qed.

(* -- error functions ------------------------------------------------------------------------------------------ *)

(* exp(-(t z)^2), for t from 0 to 1 *)
Definition bell (z : C) (t : R) : C := Cexp (RtoC (-1) * ((RtoC t * z) * (RtoC t * z))).

(* 2 z/sqrt(pi) times its integral: DLMF 7.2.1 *)
Definition c_erf (z : C) : C :=
  RtoC (2 / sqrt Rtrigo1.PI) * z * (RInt (fun t => Re (bell z t)) 0 1, RInt (fun t => Im (bell z t)) 0 1).
Definition c_erfc (z : C) : C := RtoC 1 + RtoC (-1) * c_erf z.
Definition c_erfi (z : C) : C := RtoC (-1) * Ci * c_erf (Ci * z).

Theorem definition_erfc : forall z, c_erfc z = RtoC 1 + RtoC (-1) * c_erf z.
Proof. reflexivity. Qed.
Theorem definition_erfi : forall z, c_erfi z = RtoC (-1) * Ci * c_erf (Ci * z).
Proof. reflexivity. Qed.
Theorem definition_factorial : forall z, c_factorial z = c_gamma (z + RtoC 1).
Proof. reflexivity. Qed.
Theorem definition_beta : forall z w, c_beta z w = c_gamma z * c_gamma w * powZ (c_gamma (z + w)) (-1).
Proof. reflexivity. Qed.

Lemma i_times_i : Ci * Ci = RtoC (-1).
Proof. apply complex_equal; simpl; ring. Qed.

Lemma no_imaginary_part : forall f : R -> C, (forall t, Im (f t) = 0%R) -> RInt (fun t => Im (f t)) 0 1 = 0%R.
Proof.
  intros f H; rewrite (RInt_ext _ (fun _ => 0%R)) by (intros; apply H).
  rewrite RInt_const; apply Rmult_0_r.
Qed.

Lemma real_erf : forall z, is_real z -> is_real (c_erf z).
Proof.
  intros z H; unfold c_erf; repeat apply real_mult; [reflexivity | exact H|].
  apply no_imaginary_part; intro t; unfold bell; apply real_exp.
  repeat apply real_mult; reflexivity || exact H.
Qed.
Lemma real_erfc : forall z, is_real z -> is_real (c_erfc z).
Proof. intros z H; apply real_plus; [reflexivity|]; apply real_mult; [reflexivity | apply real_erf; exact H]. Qed.

Lemma real_erfi : forall z, is_real z -> is_real (c_erfi z).
Proof.
  intros z H; unfold c_erfi, c_erf.
  rewrite (no_imaginary_part (bell (Ci * z))); [|intro t; unfold bell; apply real_exp].
  - set (r := RInt _ 0 1); change (r, 0%R) with (RtoC r); rewrite <- (as_real z H).
    replace (RtoC (-1) * Ci * (RtoC (2 / sqrt Rtrigo1.PI) * (Ci * RtoC (Re z)) * RtoC r))
      with (RtoC (2 / sqrt Rtrigo1.PI) * RtoC (Re z) * RtoC r * (RtoC (-1) * (Ci * Ci))) by ring.
    rewrite i_times_i; repeat apply real_mult; reflexivity.
  - replace (RtoC (-1) * ((RtoC t * (Ci * z)) * (RtoC t * (Ci * z))))
      with (RtoC (-1) * (Ci * Ci) * ((RtoC t * z) * (RtoC t * z))) by ring.
    rewrite i_times_i; repeat apply real_mult; reflexivity || exact H.
Qed.
