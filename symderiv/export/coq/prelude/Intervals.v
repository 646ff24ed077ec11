(* Intervals with rational ends: sums, products, inverses, and exp, sin and cos between -1 and 1. *)

From Coq Require Import Reals ZArith QArith Qround List Lra Lia.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities.
Import ListNotations.
Open Scope R_scope.

Definition interval := (Q * Q)%type.
Definition within (x : R) (i : interval) : Prop := Q2R (fst i) <= x <= Q2R (snd i).

Lemma Qle_real : forall p q, (p <= q)%Q -> Q2R p <= Q2R q.
Proof. exact Qreals.Qle_Rle. Qed.

Lemma Qle_bool_real : forall p q, Qle_bool p q = true -> Q2R p <= Q2R q.
Proof. intros p q H; apply Qle_real, Qle_bool_iff; exact H. Qed.

Definition covers (i j : interval) : bool := (Qle_bool (fst i) (fst j) && Qle_bool (snd j) (snd i))%bool.

Lemma within_covered : forall x i j, covers i j = true -> within x j -> within x i.
Proof.
  intros x i j C [A B]; apply andb_prop in C; destruct C as [C D].
  apply Qle_bool_real in C; apply Qle_bool_real in D; split; lra.
Qed.

(* -- rounding: multiples of 2^-96 ------------------------------------------------------------------------ *)

Definition grid : positive := Eval vm_compute in Z.to_pos (2 ^ 96).
Definition down (q : Q) : Q := Qmake (Qfloor (q * inject_Z (Zpos grid))) grid.
Definition up (q : Q) : Q := Qopp (down (Qopp q)).

Lemma down_below : forall q, (down q <= q)%Q.
Proof.
  intro q; unfold down; rewrite Qmake_Qdiv.
  apply Qle_shift_div_r; [reflexivity | apply Qfloor_le].
Qed.

Lemma up_above : forall q, (q <= up q)%Q.
Proof. intro q; unfold up; rewrite <- (Qopp_involutive q) at 1; apply Qopp_le_compat, down_below. Qed.

Definition rounded (i : interval) : interval := (down (fst i), up (snd i)).

Lemma within_rounded : forall x i, within x i -> within x (rounded i).
Proof.
  intros x i [A B]; pose proof (Qle_real _ _ (down_below (fst i))); pose proof (Qle_real _ _ (up_above (snd i))).
  unfold rounded; split; simpl; lra.
Qed.

Definition exactly (q : Q) : interval := (q, q).

Lemma within_exactly : forall q, within (Q2R q) (exactly q).
Proof. intro q; split; apply Rle_refl. Qed.

Lemma within_zero : within 0 (exactly 0).
Proof. rewrite <- RMicromega.Q2R_0; apply within_exactly. Qed.

(* -- sums and products ---------------------------------------------------------------------------------------- *)

Definition iadd (i j : interval) : interval := rounded (fst i + fst j, snd i + snd j)%Q.
Definition iopp (i : interval) : interval := (- snd i, - fst i)%Q.
Definition isub (i j : interval) : interval := iadd i (iopp j).

Lemma within_add : forall x y i j, within x i -> within y j -> within (x + y) (iadd i j).
Proof.
  intros x y i j [A B] [C D]; apply within_rounded; split; simpl; rewrite Qreals.Q2R_plus; lra.
Qed.

Lemma within_opp : forall x i, within x i -> within (- x) (iopp i).
Proof. intros x i [A B]; split; simpl; rewrite Qreals.Q2R_opp; lra. Qed.

Lemma within_sub : forall x y i j, within x i -> within y j -> within (x - y) (isub i j).
Proof. intros; apply within_add; [assumption | apply within_opp; assumption]. Qed.

(* what is rounded has one denominator *)
Definition qle (p q : Q) : bool :=
  if Pos.eqb (Qden p) (Qden q) then Z.leb (Qnum p) (Qnum q) else Qle_bool p q.

Lemma qle_real : forall p q, if qle p q then Q2R p <= Q2R q else Q2R q <= Q2R p.
Proof.
  intros p q; unfold qle; destruct (Pos.eqb (Qden p) (Qden q)) eqn:E.
  - apply Pos.eqb_eq in E; destruct (Z.leb (Qnum p) (Qnum q)) eqn:L; apply Qle_real; unfold Qle; rewrite E;
      apply Z.mul_le_mono_nonneg_r; try lia; apply Z.leb_gt in L; lia.
  - destruct (Qle_bool p q) eqn:L; [apply Qle_bool_real; exact L|].
    apply Qle_real, Qlt_le_weak, Qnot_le_lt; intro G; apply Qle_bool_iff in G; congruence.
Qed.

Definition qmin (p q : Q) : Q := if qle p q then p else q.
Definition qmax (p q : Q) : Q := if qle p q then q else p.

Lemma qmin_real : forall p q, Q2R (qmin p q) <= Q2R p /\ Q2R (qmin p q) <= Q2R q.
Proof. intros p q; unfold qmin; pose proof (qle_real p q) as H; destruct (qle p q); lra. Qed.

Lemma qmax_real : forall p q, Q2R p <= Q2R (qmax p q) /\ Q2R q <= Q2R (qmax p q).
Proof. intros p q; unfold qmax; pose proof (qle_real p q) as H; destruct (qle p q); lra. Qed.

Definition imul (i j : interval) : interval :=
  let a := (fst i * fst j)%Q in let b := (fst i * snd j)%Q in
  let c := (snd i * fst j)%Q in let d := (snd i * snd j)%Q in
  rounded (qmin (qmin a b) (qmin c d), qmax (qmax a b) (qmax c d)).

Lemma product_between : forall a b x y, a <= x <= b ->
  (a * y <= x * y \/ b * y <= x * y) /\ (x * y <= a * y \/ x * y <= b * y).
Proof.
  intros a b x y [A B]; destruct (Rle_dec 0 y) as [Y|Y]; split;
    ((left; nra) || (right; nra)).
Qed.

Lemma within_mul : forall x y i j, within x i -> within y j -> within (x * y) (imul i j).
Proof.
  intros x y i j X Y; unfold imul; cbv zeta; apply within_rounded.
  set (a := (fst i * fst j)%Q); set (b := (fst i * snd j)%Q);
  set (c := (snd i * fst j)%Q); set (d := (snd i * snd j)%Q).
  assert (EA : Q2R a = Q2R (fst i) * Q2R (fst j)) by apply Qreals.Q2R_mult.
  assert (EB : Q2R b = Q2R (fst i) * Q2R (snd j)) by apply Qreals.Q2R_mult.
  assert (EC : Q2R c = Q2R (snd i) * Q2R (fst j)) by apply Qreals.Q2R_mult.
  assert (ED : Q2R d = Q2R (snd i) * Q2R (snd j)) by apply Qreals.Q2R_mult.
  pose proof (qmin_real a b); pose proof (qmin_real c d); pose proof (qmin_real (qmin a b) (qmin c d)).
  pose proof (qmax_real a b); pose proof (qmax_real c d); pose proof (qmax_real (qmax a b) (qmax c d)).
  destruct (product_between _ _ x y X) as [L U].
  pose proof (product_between _ _ y (Q2R (fst i)) Y) as [L1 U1].
  pose proof (product_between _ _ y (Q2R (snd i)) Y) as [L2 U2].
  rewrite (Rmult_comm y), (Rmult_comm (Q2R (fst j))), (Rmult_comm (Q2R (snd j))) in L1, L2, U1, U2.
  unfold within; simpl; rewrite EA, EB, EC, ED in *.
  split; [destruct L as [L|L]; destruct L1 as [L1|L1]; destruct L2 as [L2|L2]; lra
         |destruct U as [U|U]; destruct U1 as [U1|U1]; destruct U2 as [U2|U2]; lra].
Qed.

Definition isquare (i : interval) : interval :=
  let j := imul i i in (qmax 0 (fst j), snd j).

Lemma within_square : forall x i, within x i -> within (x * x) (isquare i).
Proof.
  intros x i X; destruct (within_mul x x i i X X) as [A B]; split; [|exact B].
  unfold isquare, qmax; simpl; destruct (qle 0 _); [exact A|].
  rewrite RMicromega.Q2R_0; apply Rle_0_sqr.
Qed.

Definition positive_interval (i : interval) : bool := negb (Qle_bool (fst i) 0).

Lemma positive_within : forall x i, positive_interval i = true -> within x i -> 0 < Q2R (fst i) /\ 0 < x.
Proof.
  intros x i P [A B]; assert (0 < Q2R (fst i)).
  { rewrite <- RMicromega.Q2R_0; apply Qreals.Qlt_Rlt, Qnot_le_lt; intro L.
    apply Qle_bool_iff in L; unfold positive_interval in P; rewrite L in P; discriminate. }
  split; lra.
Qed.

Definition iinv (i : interval) : interval := rounded (/ snd i, / fst i)%Q.

Lemma within_inv : forall x i, positive_interval i = true -> within x i -> within (/ x) (iinv i).
Proof.
  intros x i P X; destruct (positive_within x i P X) as [F G]; destruct X as [A B].
  apply within_rounded; split; simpl;
    (rewrite Qreals.Q2R_inv; [|intro Z; apply Qreals.Qeq_eqR in Z; rewrite RMicromega.Q2R_0 in Z; lra]);
    apply Rinv_le_contravar; lra.
Qed.

(* -- polynomials, each the integral of another --------------------------------------------------------------- *)

Fixpoint peval (p : list Q) (x : R) : R := match p with [] => 0 | a :: q => Q2R a + x * peval q x end.

Fixpoint ieval (p : list Q) (i : interval) : interval :=
  match p with [] => exactly 0 | a :: q => iadd (exactly a) (imul i (ieval q i)) end.

Lemma within_eval : forall p x i, within x i -> within (peval p x) (ieval p i).
Proof.
  intros p x i X; induction p as [|a p IH]; [exact within_zero|].
  apply within_add; [apply within_exactly | apply within_mul; assumption].
Qed.

Fixpoint divided (k : positive) (p : list Q) : list Q :=
  match p with [] => [] | a :: q => Qred (a * (1 # k)) :: divided (k + 1) q end.

Definition integral (c : Q) (p : list Q) : list Q := c :: divided 1 p.

Lemma divided_derivative : forall p k x,
  is_derive (fun t => t ^ Pos.to_nat k * peval (divided k p) t) x (x ^ Nat.pred (Pos.to_nat k) * peval p x).
Proof.
  induction p as [|a p IH]; intros k x.
  - simpl; apply (is_derive_ext (fun _ => 0)); [intro; simpl; ring|].
    replace (x ^ Nat.pred (Pos.to_nat k) * 0) with 0 by ring; apply @is_derive_const.
  - specialize (IH (k + 1)%positive x); rewrite Pos2Nat.inj_add in IH; simpl Pos.to_nat in IH.
    replace (Pos.to_nat k + Pos.to_nat 1)%nat with (S (Pos.to_nat k)) in IH by (rewrite Pos2Nat.inj_1; lia).
    simpl Nat.pred in IH; cbn [peval divided].
    assert (E : Q2R (Qred (a * (1 # k))) = Q2R a * / INR (Pos.to_nat k)).
    { rewrite (Qreals.Qeq_eqR _ _ (Qred_correct _)), Qreals.Q2R_mult; f_equal.
      unfold Q2R; simpl; rewrite INR_IZR_INZ, positive_nat_Z; ring. }
    apply (is_derive_ext (fun t => Q2R a * / INR (Pos.to_nat k) * t ^ Pos.to_nat k
                                   + t ^ S (Pos.to_nat k) * peval (divided (k + 1) p) t)).
    { intro t; rewrite E; simpl; ring. }
    replace (x ^ Nat.pred (Pos.to_nat k) * (Q2R a + x * peval p x))
      with (Q2R a * / INR (Pos.to_nat k) * (INR (Pos.to_nat k) * x ^ Nat.pred (Pos.to_nat k))
            + x ^ Pos.to_nat k * peval p x).
    + apply @is_derive_plus; [|exact IH].
      apply is_derive_scal.
      replace (INR (Pos.to_nat k) * x ^ Nat.pred (Pos.to_nat k))
        with (INR (Pos.to_nat k) * 1 * x ^ Nat.pred (Pos.to_nat k)) by ring.
      apply (is_derive_pow (fun t => t)); apply @is_derive_id.
    + pose proof (Pos2Nat.is_pos k) as P.
      assert (N : INR (Pos.to_nat k) <> 0) by (apply not_0_INR; lia).
      replace (x ^ Pos.to_nat k) with (x * x ^ Nat.pred (Pos.to_nat k))
        by (replace (Pos.to_nat k) with (S (Nat.pred (Pos.to_nat k))) at 2 by lia; reflexivity).
      field; exact N.
Qed.

Lemma integral_derivative : forall c p x, is_derive (peval (integral c p)) x (peval p x).
Proof.
  intros c p x.
  apply (is_derive_ext (fun t => Q2R c + t ^ Pos.to_nat 1 * peval (divided 1 p) t)).
  { intro t; rewrite Pos2Nat.inj_1; simpl; ring. }
  replace (peval p x) with (0 + x ^ Nat.pred (Pos.to_nat 1) * peval p x)
    by (rewrite Pos2Nat.inj_1; simpl; ring).
  apply @is_derive_plus; [apply @is_derive_const | apply divided_derivative].
Qed.

Lemma integral_at_zero : forall c p, peval (integral c p) 0 = Q2R c.
Proof. intros c p; simpl; ring. Qed.

(* -- what is left of a series ---------------------------------------------------------------------------------- *)

Lemma grows : forall (h dh : R -> R) x, 0 <= x -> (forall t, is_derive h t (dh t)) ->
  (forall t, 0 <= t <= x -> 0 <= dh t) -> h 0 <= h x.
Proof.
  intros h dh x X D P.
  destruct (MVT_gen h 0 x dh) as (c & C & E).
  - intros t _; apply D.
  - intros t _; apply continuity_pt_filterlim, (ex_derive_continuous (V := R_NormedModule)); exists (dh t); apply D.
  - rewrite Rmin_left, Rmax_right in C by exact X.
    pose proof (P c C); rewrite Rminus_0_r in E; nra.
Qed.

Lemma bounded_above : forall (f g : R -> R) M n x, 0 <= x <= 1 -> (forall t, is_derive f t (g t)) -> f 0 = 0 ->
  (forall t, Rabs t <= 1 -> Rabs (g t) <= M * Rabs t ^ n) -> f x <= M * / INR (S n) * x ^ S n.
Proof.
  intros f g M n x X D Z B.
  assert (N : INR (S n) <> 0) by (apply not_0_INR; lia).
  pose (h := fun t => M * / INR (S n) * t ^ S n - f t).
  assert (H : h 0 <= h x).
  { apply (grows h (fun t => M * t ^ n - g t)); [lra | |].
    - intro t; unfold h.
      replace (M * t ^ n - g t) with (M * / INR (S n) * (INR (S n) * 1 * t ^ Nat.pred (S n)) - g t)
        by (simpl Nat.pred; field; exact N).
      apply @is_derive_minus; [|apply D].
      apply is_derive_scal, (is_derive_pow (fun t => t)), @is_derive_id.
    - intros t T; pose proof (B t) as Bt; rewrite !Rabs_pos_eq in Bt by lra.
      pose proof (Bt ltac:(lra)) as Q; pose proof (Rle_abs (g t)); lra. }
  unfold h in H; rewrite Z in H.
  replace (0 ^ S n) with 0 in H by (rewrite pow_ne_zero by lia; reflexivity); lra.
Qed.

Lemma bounded : forall (f g : R -> R) M n, (forall t, is_derive f t (g t)) -> f 0 = 0 ->
  (forall t, Rabs t <= 1 -> Rabs (g t) <= M * Rabs t ^ n) ->
  forall x, Rabs x <= 1 -> Rabs (f x) <= M * / INR (S n) * Rabs x ^ S n.
Proof.
  assert (P : forall (f g : R -> R) M n, (forall t, is_derive f t (g t)) -> f 0 = 0 ->
    (forall t, Rabs t <= 1 -> Rabs (g t) <= M * Rabs t ^ n) ->
    forall x, 0 <= x <= 1 -> Rabs (f x) <= M * / INR (S n) * x ^ S n).
  { intros f g M n D Z B x X; apply Rabs_le; split.
    - enough (- f x <= M * / INR (S n) * x ^ S n) by lra.
      apply (bounded_above (fun t => - f t) (fun t => - g t)); [exact X | | lra |].
      + intro t; apply @is_derive_opp, D.
      + intros t T; rewrite Rabs_Ropp; apply B; exact T.
    - apply (bounded_above f g); assumption. }
  intros f g M n D Z B x X; destruct (Rle_dec 0 x) as [S0|S0].
  - rewrite (Rabs_pos_eq x) in * by exact S0; apply (P f g); try assumption; lra.
  - rewrite (Rabs_left x) in * by lra.
    replace (f x) with ((fun t => f (- t)) (- x)) by (simpl; f_equal; ring).
    apply (P (fun t => f (- t)) (fun t => - g (- t))); [| simpl; rewrite Ropp_0; exact Z | | lra].
    + intro t; replace (- g (- t)) with (-1 * g (- t)) by ring.
      apply (is_derive_comp f (fun t => - t)); [apply D|].
      auto_derive; [trivial | ring].
    + intros t T; rewrite Rabs_Ropp; rewrite <- (Rabs_Ropp t) in *; apply B; exact T.
Qed.

Fixpoint rest (start : Q) (n : nat) : Q :=
  match n with O => start | S m => (rest start m * (1 # Pos.of_succ_nat m))%Q end.

Lemma rest_step : forall start n, Q2R (rest start (S n)) = Q2R (rest start n) * / INR (S n).
Proof.
  intros start n; simpl rest; rewrite Qreals.Q2R_mult; f_equal.
  unfold Q2R; simpl Qnum; simpl Qden; rewrite INR_IZR_INZ, Zpos_P_of_succ_nat, Nat2Z.inj_succ; ring.
Qed.

Fixpoint exp_polynomial (n : nat) : list Q :=
  match n with O => [] | S m => integral 1 (exp_polynomial m) end.

Lemma exp_rest : forall n x, Rabs x <= 1 ->
  Rabs (exp x - peval (exp_polynomial n) x) <= Q2R (rest 3 n) * Rabs x ^ n.
Proof.
  induction n as [|n IH]; intros x X.
  - simpl; rewrite Rminus_0_r, Rmult_1_r, Rabs_pos_eq by (left; apply exp_pos).
    replace (Q2R 3) with 3 by (unfold Q2R; simpl; field).
    apply Rabs_le_between in X.
    apply Rle_trans with (exp 1); [|apply exp_le_3].
    destruct X as [_ [X| ->]]; [left; apply exp_increasing; exact X | right; reflexivity].
  - rewrite rest_step.
    apply (bounded (fun t => exp t - peval (exp_polynomial (S n)) t)
                   (fun t => exp t - peval (exp_polynomial n) t)); [| | exact IH | exact X].
    + intro t; apply @is_derive_minus; [apply is_derive_exp | apply integral_derivative].
    + rewrite exp_0; unfold exp_polynomial; fold exp_polynomial; rewrite integral_at_zero.
      replace (Q2R 1) with 1 by (unfold Q2R; simpl; field); ring.
Qed.

(* those of sin and of cos *)
Fixpoint trig_polynomials (n : nat) : list Q * list Q :=
  match n with
  | O => ([], [])
  | S m => let p := trig_polynomials m in (integral 0 (snd p), integral 1 (map Qopp (fst p)))
  end.

Lemma peval_opp : forall p x, peval (map Qopp p) x = - peval p x.
Proof. induction p as [|a p IH]; intro x; simpl; [ring | rewrite IH, Qreals.Q2R_opp; ring]. Qed.

Lemma trig_rest : forall n x, Rabs x <= 1 ->
  Rabs (sin x - peval (fst (trig_polynomials n)) x) <= Q2R (rest 1 n) * Rabs x ^ n
  /\ Rabs (cos x - peval (snd (trig_polynomials n)) x) <= Q2R (rest 1 n) * Rabs x ^ n.
Proof.
  assert (O1 : Q2R 1 = 1) by (unfold Q2R; simpl; field).
  induction n as [|n IH]; intros x X.
  - simpl; rewrite !Rminus_0_r, Rmult_1_r, O1; split; apply Rabs_le; [apply SIN_bound | apply COS_bound].
  - rewrite rest_step; simpl trig_polynomials; split.
    + apply (bounded (fun t => sin t - peval (integral 0 (snd (trig_polynomials n))) t)
                     (fun t => cos t - peval (snd (trig_polynomials n)) t)); [| | apply IH | exact X].
      * intro t; apply @is_derive_minus; [apply is_derive_sin | apply integral_derivative].
      * rewrite sin_0, integral_at_zero, RMicromega.Q2R_0; ring.
    + apply (bounded (fun t => cos t - peval (integral 1 (map Qopp (fst (trig_polynomials n)))) t)
                     (fun t => - sin t - peval (map Qopp (fst (trig_polynomials n))) t)); [| | | exact X].
      * intro t; apply @is_derive_minus; [apply is_derive_cos | apply integral_derivative].
      * rewrite cos_0, integral_at_zero, O1; ring.
      * intros t T; rewrite peval_opp.
        replace (- sin t - - peval (fst (trig_polynomials n)) t)
          with (- (sin t - peval (fst (trig_polynomials n)) t)) by ring.
        rewrite Rabs_Ropp; apply IH; exact T.
Qed.

(* -- exp, sin and cos of what is between -1 and 1 ------------------------------------------------------------- *)

Definition exp_coefficients : list Q := Eval vm_compute in exp_polynomial 28.
Definition sin_coefficients : list Q := Eval vm_compute in fst (trig_polynomials 28).
Definition cos_coefficients : list Q := Eval vm_compute in snd (trig_polynomials 28).
Definition remainder : Q := Eval vm_compute in up (rest 3 28).
Definition near : interval := (- remainder, remainder)%Q.
Definition small (i : interval) : bool := covers (-1, 1)%Q i.

Lemma exp_coefficients_are : exp_polynomial 28 = exp_coefficients.
Proof. vm_compute; reflexivity. Qed.

Lemma trig_coefficients_are : trig_polynomials 28 = (sin_coefficients, cos_coefficients).
Proof. vm_compute; reflexivity. Qed.

Opaque exp_polynomial trig_polynomials rest.

Lemma near_polynomial : forall a x e, Rabs x <= 1 -> Rabs a <= Q2R e * Rabs x ^ 28 ->
  Qle_bool e remainder = true -> within a near.
Proof.
  intros a x e X A E; apply Qle_bool_real in E.
  assert (P : 0 <= Rabs x ^ 28 <= 1).
  { split; [apply pow_le, Rabs_pos|].
    rewrite <- (pow1 28); apply pow_incr; split; [apply Rabs_pos | exact X]. }
  assert (R0 : 0 <= Q2R remainder) by (rewrite <- RMicromega.Q2R_0; apply Qle_bool_real; reflexivity).
  assert (B : Rabs a <= Q2R remainder) by (apply Rle_trans with (1 := A); nra).
  apply Rabs_le_between in B; unfold within, near; simpl fst; simpl snd; rewrite Qreals.Q2R_opp; exact B.
Qed.

Lemma small_within : forall x i, small i = true -> within x i -> Rabs x <= 1.
Proof.
  intros x i S X; apply (within_covered x _ _ S) in X; destruct X as [A B]; simpl in *.
  unfold Q2R in A, B; simpl in A, B; apply Rabs_le; lra.
Qed.

Definition iexp (i : interval) : interval := iadd (ieval exp_coefficients i) near.
Definition isin (i : interval) : interval := iadd (ieval sin_coefficients i) near.
Definition icos (i : interval) : interval := iadd (ieval cos_coefficients i) near.

Lemma within_exp : forall x i, small i = true -> within x i -> within (exp x) (iexp i).
Proof.
  intros x i S X; pose proof (small_within x i S X) as A.
  replace (exp x) with (peval exp_coefficients x + (exp x - peval exp_coefficients x)) by ring.
  apply within_add; [apply within_eval; exact X|].
  apply (near_polynomial _ x (rest 3 28)); [exact A | | vm_compute; reflexivity].
  rewrite <- exp_coefficients_are; exact (exp_rest 28 x A).
Qed.

Lemma within_sin : forall x i, small i = true -> within x i -> within (sin x) (isin i).
Proof.
  intros x i S X; pose proof (small_within x i S X) as A.
  replace (sin x) with (peval sin_coefficients x + (sin x - peval sin_coefficients x)) by ring.
  apply within_add; [apply within_eval; exact X|].
  apply (near_polynomial _ x (rest 1 28)); [exact A | | vm_compute; reflexivity].
  pose proof (trig_rest 28 x A) as B; rewrite trig_coefficients_are in B; exact (proj1 B).
Qed.

Lemma within_cos : forall x i, small i = true -> within x i -> within (cos x) (icos i).
Proof.
  intros x i S X; pose proof (small_within x i S X) as A.
  replace (cos x) with (peval cos_coefficients x + (cos x - peval cos_coefficients x)) by ring.
  apply within_add; [apply within_eval; exact X|].
  apply (near_polynomial _ x (rest 1 28)); [exact A | | vm_compute; reflexivity].
  pose proof (trig_rest 28 x A) as B; rewrite trig_coefficients_are in B; exact (proj2 B).
Qed.

(* None of these is to be computed but as a whole. *)
Global Arguments down : simpl never.
Global Arguments up : simpl never.
Global Arguments iadd : simpl never.
Global Arguments isub : simpl never.
Global Arguments iopp : simpl never.
Global Arguments imul : simpl never.
Global Arguments isquare : simpl never.
Global Arguments iinv : simpl never.
Global Arguments ieval : simpl never.
Global Arguments iexp : simpl never.
Global Arguments isin : simpl never.
Global Arguments icos : simpl never.
Global Arguments small : simpl never.
