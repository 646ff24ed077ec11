(* Identities and inequalities of polynomials over opaque atoms, by computation.

   An expression of Coq's own ring normaliser, with rational coefficients, stands for a real number once its
   atoms have values.  A step of the ring kind is one identity with its multipliers written out: nothing is
   searched for here, the normaliser only expands. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Ring_polynom Ring_theory Setoid.
Import ListNotations.
Open Scope R_scope.

(* Whole powers: x^0 is 1, x^1 is x, and x^(-n) is the n-th power of 1/x. *)

Fixpoint times_itself (b : R) (more : nat) : R :=
  match more with O => b | S m => b * times_itself b m end.

Definition powZ (b : R) (e : Z) : R :=
  match e with
  | Z0 => 1
  | Zpos p => times_itself b (Nat.pred (Pos.to_nat p))
  | Zneg p => times_itself (/ b) (Nat.pred (Pos.to_nat p))
  end.

Lemma times_itself_pow : forall b m, times_itself b m = b ^ S m.
Proof. intros b m; induction m; simpl in *; [ring | rewrite IHm; ring]. Qed.

Lemma powZ_pos : forall b p, powZ b (Zpos p) = b ^ Pos.to_nat p.
Proof.
  intros b p; simpl; rewrite times_itself_pow.
  replace (S (Nat.pred (Pos.to_nat p))) with (Pos.to_nat p) by lia; reflexivity.
Qed.

Lemma powZ_neg : forall b p, powZ b (Zneg p) = (/ b) ^ Pos.to_nat p.
Proof.
  intros b p; simpl; rewrite times_itself_pow.
  replace (S (Nat.pred (Pos.to_nat p))) with (Pos.to_nat p) by lia; reflexivity.
Qed.

Definition powN (b : R) (n : N) : R := powZ b (Z.of_N n).

(* Rational numbers as they are printed: an integer, or p / q. *)

Definition number (c : Q) : R :=
  match Qden c with
  | xH => IZR (Qnum c)
  | q => IZR (Qnum c) / IZR (Zpos q)
  end.

Lemma number_Q2R : forall c, number c = Q2R c.
Proof.
  intros [n d]; unfold number, Q2R; simpl; destruct d; simpl; unfold Rdiv; try reflexivity.
  rewrite Rinv_1; ring.
Qed.

Definition qadd (a b : Q) : Q := Qred (a + b).
Definition qmul (a b : Q) : Q := Qred (a * b).
Definition qsub (a b : Q) : Q := Qred (a - b).

Lemma numbers_morphism :
  ring_morph 0 1 Rplus Rmult Rminus Ropp eq 0%Q 1%Q qadd qmul qsub Qopp Qeq_bool number.
Proof.
  constructor; try (vm_compute; reflexivity);
    try (intros x y; unfold qadd, qmul, qsub; rewrite !number_Q2R;
         rewrite (Qreals.Qeq_eqR _ _ (Qred_correct _))).
  - apply Qreals.Q2R_plus.
  - apply Qreals.Q2R_minus.
  - apply Qreals.Q2R_mult.
  - intro x; rewrite !number_Q2R; apply Qreals.Q2R_opp.
  - intros x y H; rewrite !number_Q2R; apply Qreals.Qeq_eqR, Qeq_bool_eq; exact H.
Qed.

Lemma powers_theory : power_theory 1 Rmult eq (fun n : N => n) powN.
Proof.
  constructor; intros r [|p]; [reflexivity|].
  unfold powN; simpl Z.of_N; rewrite powZ_pos.
  unfold pow_N; symmetry.
  induction p using Pos.peano_ind; [simpl; ring|].
  rewrite Pos2Nat.inj_succ; simpl pow; rewrite <- IHp.
  rewrite (pow_pos_succ (req := eq)); [reflexivity | exact _ | exact _ | intros; ring].
Qed.

Definition expression := PExpr Q.

Definition value (l : list R) (e : expression) : R :=
  PEeval 0 1 Rplus Rmult Rminus Ropp number (fun n : N => n) powN l e.

Definition expanded (e : expression) : Pol Q :=
  norm_aux 0%Q 1%Q qadd qmul qsub Qopp Qeq_bool e.

Lemma value_expanded : forall l e,
  value l e = Pphi 0 Rplus Rmult number l (expanded e).
Proof.
  intros l e.
  exact (norm_aux_spec eq_equivalence (Eq_ext Rplus Rmult Ropp) (Rth_ARth eq_equivalence
    (Eq_ext Rplus Rmult Ropp) RTheory) numbers_morphism powers_theory l e).
Qed.

(* What is left of an expression once it is expanded: a number, if it is one. *)

Definition constant (e : expression) : option Q :=
  match expanded e with Pc c => Some c | _ => None end.

Lemma constant_value : forall l e c, constant e = Some c -> value l e = number c.
Proof.
  intros l e c; rewrite value_expanded; unfold constant.
  destruct (expanded e); intro H; inversion H; reflexivity.
Qed.

Definition vanishes (e : expression) : bool :=
  match constant e with Some c => Qeq_bool c 0 | None => false end.

Lemma vanishes_value : forall l e, vanishes e = true -> value l e = 0.
Proof.
  intros l e; unfold vanishes; destruct (constant e) as [c|] eqn:E; [|discriminate].
  intro H; rewrite (constant_value l e c E), number_Q2R, (Qreals.Qeq_eqR c 0 (Qeq_bool_eq _ _ H)).
  apply RMicromega.Q2R_0.
Qed.

(* Premises that are equations, each with its multiplier. *)

Definition combination := list (expression * expression * expression).

Fixpoint equations (l : list R) (c : combination) : Prop :=
  match c with
  | [] => True
  | (_, x, y) :: rest => value l x = value l y /\ equations l rest
  end.

Fixpoint combined (c : combination) : expression :=
  match c with
  | [] => PEc 0%Q
  | (m, x, y) :: rest => PEadd (PEmul m (PEsub x y)) (combined rest)
  end.

Lemma combined_value : forall l c, equations l c -> value l (combined c) = 0.
Proof.
  intros l c; induction c as [|[[m x] y] c IH]; simpl; intro H; [reflexivity|].
  destruct H as [E H].
  change (value l m * (value l x - value l y) + value l (combined c) = 0).
  rewrite IH, E by exact H; ring.
Qed.

(* ring: a - b is the sum of the multiples of the premises' differences *)

Theorem ring_step : forall l a b c,
  equations l c -> vanishes (PEsub (PEsub a b) (combined c)) = true -> value l a = value l b.
Proof.
  intros l a b c H V; apply (vanishes_value l) in V.
  change (value l a - value l b - value l (combined c) = 0) in V.
  rewrite combined_value in V by exact H; lra.
Qed.

(* Premises that are inequalities, multiplied with one another, with squares, and with a number. *)

Definition facts := list (bool * expression * expression).
Definition products := list (Q * facts * list expression).

Fixpoint facts_hold (l : list R) (fs : facts) : Prop :=
  match fs with
  | [] => True
  | (true, x, y) :: rest => value l x < value l y /\ facts_hold l rest
  | (false, x, y) :: rest => value l x <= value l y /\ facts_hold l rest
  end.

Fixpoint products_hold (l : list R) (ps : products) : Prop :=
  match ps with
  | [] => True
  | (_, fs, _) :: rest => facts_hold l fs /\ products_hold l rest
  end.

Fixpoint of_facts (fs : facts) : expression :=
  match fs with [] => PEc 1%Q | (_, x, y) :: rest => PEmul (PEsub y x) (of_facts rest) end.

Fixpoint of_squares (ss : list expression) : expression :=
  match ss with [] => PEc 1%Q | s :: rest => PEmul (PEmul s s) (of_squares rest) end.

Definition of_product (p : Q * facts * list expression) : expression :=
  let '(c, fs, ss) := p in PEmul (PEc c) (PEmul (of_facts fs) (of_squares ss)).

Fixpoint of_products (ps : products) : expression :=
  match ps with [] => PEc 0%Q | p :: rest => PEadd (of_product p) (of_products rest) end.

Definition coefficients (ps : products) : bool :=
  forallb (fun p : Q * facts * list expression => let '(c, _, _) := p in Qle_bool 0 c) ps.

Definition strict_product (p : Q * facts * list expression) : bool :=
  let '(c, fs, ss) := p in
  (negb (Qle_bool c 0) && forallb (fun f : bool * expression * expression => fst (fst f)) fs
   && match ss with [] => true | _ => false end)%bool.

Lemma number_nonneg : forall c, Qle_bool 0 c = true -> 0 <= number c.
Proof.
  intros c H; rewrite number_Q2R, <- RMicromega.Q2R_0.
  apply Qreals.Qle_Rle, Qle_bool_iff; exact H.
Qed.

Lemma number_pos : forall c, Qle_bool c 0 = false -> 0 < number c.
Proof.
  intros c H; rewrite number_Q2R, <- RMicromega.Q2R_0.
  apply Qreals.Qlt_Rlt, Qnot_le_lt; intro L; apply Qle_bool_iff in L; congruence.
Qed.

Lemma of_facts_nonneg : forall l fs, facts_hold l fs -> 0 <= value l (of_facts fs).
Proof.
  intros l fs; induction fs as [|[[[|] x] y] fs IH]; simpl; intro H.
  - change (0 <= 1); lra.
  - change (0 <= (value l y - value l x) * value l (of_facts fs)).
    destruct H as [F H]; apply Rmult_le_pos; [lra | apply IH; exact H].
  - change (0 <= (value l y - value l x) * value l (of_facts fs)).
    destruct H as [F H]; apply Rmult_le_pos; [lra | apply IH; exact H].
Qed.

Lemma of_facts_pos : forall l fs, facts_hold l fs ->
  forallb (fun f : bool * expression * expression => fst (fst f)) fs = true ->
  0 < value l (of_facts fs).
Proof.
  intros l fs; induction fs as [|[[[|] x] y] fs IH]; simpl; intros H S.
  - change (0 < 1); lra.
  - change (0 < (value l y - value l x) * value l (of_facts fs)).
    destruct H as [F H]; apply Rmult_lt_0_compat; [lra | apply IH; assumption].
  - discriminate.
Qed.

Lemma of_squares_nonneg : forall l ss, 0 <= value l (of_squares ss).
Proof.
  intros l ss; induction ss as [|s ss IH]; [change (0 <= 1); lra|].
  change (0 <= (value l s * value l s) * value l (of_squares ss)).
  apply Rmult_le_pos; [apply Rle_0_sqr | exact IH].
Qed.

Lemma of_product_nonneg : forall l c fs ss, facts_hold l fs -> Qle_bool 0 c = true ->
  0 <= value l (of_product (c, fs, ss)).
Proof.
  intros l c fs ss H C.
  change (0 <= number c * (value l (of_facts fs) * value l (of_squares ss))).
  repeat apply Rmult_le_pos;
    [apply number_nonneg | apply of_facts_nonneg | apply of_squares_nonneg]; assumption.
Qed.

Lemma of_products_nonneg : forall l ps, products_hold l ps -> coefficients ps = true ->
  0 <= value l (of_products ps).
Proof.
  intros l ps; induction ps as [|[[c fs] ss] ps IH]; simpl; intros H C; [change (0 <= 0); lra|].
  apply andb_prop in C; destruct C as [C D], H as [H G].
  change (0 <= value l (of_product (c, fs, ss)) + value l (of_products ps)).
  apply Rplus_le_le_0_compat; [apply of_product_nonneg | apply IH]; assumption.
Qed.

Lemma of_products_pos : forall l ps, products_hold l ps -> coefficients ps = true ->
  existsb strict_product ps = true -> 0 < value l (of_products ps).
Proof.
  intros l ps; induction ps as [|[[c fs] ss] ps IH]; intros H C S; [discriminate|].
  change (facts_hold l fs /\ products_hold l ps) in H.
  change ((Qle_bool 0 c && coefficients ps)%bool = true) in C.
  change ((strict_product (c, fs, ss) || existsb strict_product ps)%bool = true) in S.
  apply andb_prop in C; destruct C as [C D], H as [H G].
  change (0 < value l (of_product (c, fs, ss)) + value l (of_products ps)).
  apply Bool.orb_prop in S; destruct S as [S|S].
  - apply Rplus_lt_le_0_compat; [|apply of_products_nonneg; assumption].
    unfold strict_product in S; apply andb_prop in S; destruct S as [S N].
    apply andb_prop in S; destruct S as [P S]; destruct ss; [|discriminate].
    change (0 < number c * (value l (of_facts fs) * number 1)).
    replace (number 1) with 1 by reflexivity.
    apply Rmult_lt_0_compat; [apply number_pos | rewrite Rmult_1_r; apply of_facts_pos]; try assumption.
    destruct (Qle_bool c 0); [discriminate | reflexivity].
  - apply Rplus_le_lt_0_compat; [apply of_product_nonneg; assumption | apply IH; assumption].
Qed.

Definition left_over (a b : expression) (ps : products) (c : combination) : expression :=
  PEsub (PEsub (PEsub b a) (of_products ps)) (combined c).

Lemma left_over_value : forall l a b ps c, equations l c ->
  value l (left_over a b ps c) = value l b - value l a - value l (of_products ps).
Proof.
  intros l a b ps c H.
  change (value l b - value l a - value l (of_products ps) - value l (combined c)
          = value l b - value l a - value l (of_products ps)).
  rewrite combined_value by exact H; ring.
Qed.

(* positive: b - a is c0 and the products, with all coefficients >= 0 *)

Definition weak (a b : expression) (ps : products) (c : combination) : bool :=
  match constant (left_over a b ps c) with
  | Some c0 => (Qle_bool 0 c0 && coefficients ps)%bool
  | None => false
  end.

Theorem positive_le : forall l a b ps c,
  products_hold l ps -> equations l c -> weak a b ps c = true -> value l a <= value l b.
Proof.
  intros l a b ps c P H; unfold weak.
  destruct (constant (left_over a b ps c)) as [c0|] eqn:E; [|discriminate]; intro W.
  apply andb_prop in W; destruct W as [N C].
  apply (constant_value l) in E; rewrite left_over_value in E by exact H.
  apply number_nonneg in N; pose proof (of_products_nonneg l ps P C); lra.
Qed.

Definition sharp (a b : expression) (ps : products) (c : combination) : bool :=
  match constant (left_over a b ps c) with
  | Some c0 => (Qle_bool 0 c0 && coefficients ps
                && (negb (Qle_bool c0 0) || existsb strict_product ps))%bool
  | None => false
  end.

Theorem positive_lt : forall l a b ps c,
  products_hold l ps -> equations l c -> sharp a b ps c = true -> value l a < value l b.
Proof.
  intros l a b ps c P H; unfold sharp.
  destruct (constant (left_over a b ps c)) as [c0|] eqn:E; [|discriminate]; intro W.
  apply andb_prop in W; destruct W as [W S]; apply andb_prop in W; destruct W as [N C].
  apply (constant_value l) in E; rewrite left_over_value in E by exact H.
  apply Bool.orb_prop in S; destruct S as [S|S].
  - pose proof (of_products_nonneg l ps P C).
    assert (0 < number c0) by (apply number_pos; destruct (Qle_bool c0 0); [discriminate | reflexivity]).
    lra.
  - pose proof (of_products_pos l ps P C S); apply number_nonneg in N; lra.
Qed.

(* What is not 0 has an inverse. *)

Lemma inverse : forall b, b <> 0 -> b * powZ b (-1) = 1.
Proof. intros b H; simpl; field; exact H. Qed.

(* Relations of numbers that are false. *)

Theorem absurd_eq : forall p q, Qeq_bool p q = false -> number p = number q -> False.
Proof.
  intros p q B E; rewrite !number_Q2R in E; apply Qreals.eqR_Qeq, Qeq_bool_iff in E; congruence.
Qed.

Theorem absurd_le : forall p q, Qle_bool p q = false -> number p <= number q -> False.
Proof.
  intros p q B E; rewrite !number_Q2R in E; apply Qreals.Rle_Qle, Qle_bool_iff in E; congruence.
Qed.

Theorem absurd_lt : forall p q, Qle_bool q p = true -> number p < number q -> False.
Proof.
  intros p q B E; rewrite !number_Q2R in E; apply Qreals.Rlt_Qlt in E.
  apply Qle_bool_iff in B; apply (Qlt_not_le _ _ E B).
Qed.

Lemma inverse_number : forall c, Qeq_bool c 0 = false -> number c * powZ (number c) (-1) = 1.
Proof.
  intros c N; apply inverse; rewrite number_Q2R; intro H.
  rewrite <- RMicromega.Q2R_0 in H; apply Qreals.eqR_Qeq, Qeq_bool_iff in H; congruence.
Qed.
