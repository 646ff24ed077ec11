(* Claims in which complex numbers occur: every term is one, and what is true of real ones only is said.

   The names are those of the other files, with the same arguments, so that a step of a certificate has one
   text; ones of this file are of complex numbers.  An order relation says that both sides are real. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical Ring_polynom Ring_theory Setoid.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

Definition is_real (z : C) : Prop := Im z = 0%R.
Definition Cle (a b : C) : Prop := is_real a /\ is_real b /\ (Re a <= Re b)%R.
Definition Clt (a b : C) : Prop := is_real a /\ is_real b /\ (Re a < Re b)%R.
Notation "a <= b" := (Cle a b) : C_scope.
Notation "a < b" := (Clt a b) : C_scope.

Definition IZR (n : Z) : C := RtoC (Rdefinitions.IZR n).
Definition PI : C := RtoC Rtrigo1.PI.
Definition exp : C -> C := Cexp.
Definition powZ : C -> Z -> C := CpowZ.
Definition number (c : Q) : C := RtoC (Identities.number c).
Definition root (d : Z) (z : C) : C := RtoC (Analysis.root d (Re z)).
Definition principal_root : Z -> C -> C := Croot.

(* b^e where e is not whole: of a positive number, and exp(e log b) in general *)
Definition power (b e : C) : C :=
  RtoC (Sums.choice (0 < Re b)%R (Rtrigo_def.exp (Re e * ln (Re b))) 0%R).
Definition principal_power (b e : C) : C := Cexp (e * Clog b).

(* -- real ones among them ------------------------------------------------------------------------------ *)

Lemma as_real : forall z, is_real z -> RtoC (Re z) = z.
Proof. intros [x y] H; unfold is_real in H; simpl in *; subst; reflexivity. Qed.

Lemma real_RtoC : forall x, is_real (RtoC x).
Proof. reflexivity. Qed.

Lemma real_plus : forall a b, is_real a -> is_real b -> is_real (a + b).
Proof. unfold is_real; intros [a x] [b y] A B; simpl in *; subst; ring. Qed.

Lemma real_mult : forall a b, is_real a -> is_real b -> is_real (a * b).
Proof. unfold is_real; intros [a x] [b y] A B; simpl in *; subst; ring. Qed.

Lemma real_power : forall b e, is_real b -> is_real (powZ b e).
Proof. intros b e B; rewrite <- (as_real b B); unfold powZ; rewrite CpowZ_RtoC; reflexivity. Qed.

Lemma real_exp : forall a, is_real a -> is_real (exp a).
Proof. intros a A; rewrite <- (as_real a A); unfold exp; rewrite Cexp_RtoC; reflexivity. Qed.

Lemma real_opp : forall a, is_real a -> is_real (- a).
Proof. unfold is_real; intros [a x] A; simpl in *; subst; ring. Qed.

Lemma real_inv : forall a, is_real a -> is_real (/ a).
Proof. unfold is_real, Cinv; intros [x y] A; simpl in *; subst; unfold Rdiv; ring. Qed.

Lemma le_real_left : forall a b, a <= b -> is_real a.
Proof. intros a b (A & _); exact A. Qed.

Lemma lt_real : forall x y : R, (x < y)%R -> RtoC x < RtoC y.
Proof. intros; repeat split; assumption. Qed.

Lemma le_real : forall x y : R, (x <= y)%R -> RtoC x <= RtoC y.
Proof. intros; repeat split; assumption. Qed.

(* -- identities and inequalities, as in Identities ------------------------------------------------------- *)

Lemma number_Q2R : forall c, number c = RtoC (Q2R c).
Proof. intro c; unfold number; rewrite Identities.number_Q2R; reflexivity. Qed.

Definition powN (b : C) (n : N) : C := powZ b (Z.of_N n).

Lemma numbers_morphism :
  ring_morph (RtoC 0) (RtoC 1) Cplus Cmult Cminus Copp eq 0%Q 1%Q qadd qmul qsub Qopp Qeq_bool number.
Proof.
  constructor; try reflexivity;
    try (intros x y; unfold qadd, qmul, qsub; rewrite !number_Q2R;
         rewrite (Qreals.Qeq_eqR _ _ (Qred_correct _))).
  - rewrite Qreals.Q2R_plus; apply RtoC_plus.
  - rewrite Qreals.Q2R_minus; apply RtoC_minus.
  - rewrite Qreals.Q2R_mult; apply RtoC_mult.
  - intro x; rewrite !number_Q2R, Qreals.Q2R_opp; apply RtoC_opp.
  - intros x y H; rewrite !number_Q2R; f_equal; apply Qreals.Qeq_eqR, Qeq_bool_eq; exact H.
Qed.

Lemma powers_theory : power_theory (RtoC 1) Cmult eq (fun n : N => n) powN.
Proof.
  constructor; intros r [|p]; [reflexivity|].
  unfold powN, powZ; simpl Z.of_N; rewrite <- positive_nat_Z, CpowZ_of_nat.
  unfold pow_N; symmetry.
  induction p using Pos.peano_ind; [simpl; ring|].
  rewrite Pos2Nat.inj_succ; simpl Cpow_nat; rewrite <- IHp.
  rewrite (pow_pos_succ (req := eq)); [reflexivity | exact _ | exact _ | intros; ring].
Qed.

Definition value (l : list C) (e : expression) : C :=
  PEeval (RtoC 0) (RtoC 1) Cplus Cmult Cminus Copp number (fun n : N => n) powN l e.

Lemma value_expanded : forall l e, value l e = Pphi (RtoC 0) Cplus Cmult number l (expanded e).
Proof.
  intros l e.
  exact (norm_aux_spec eq_equivalence (Eq_ext Cplus Cmult Copp) (Rth_ARth eq_equivalence
    (Eq_ext Cplus Cmult Copp) C_ring_theory) numbers_morphism powers_theory l e).
Qed.

Lemma constant_value : forall l e c, constant e = Some c -> value l e = number c.
Proof.
  intros l e c; rewrite value_expanded; unfold constant.
  destruct (expanded e); intro H; inversion H; reflexivity.
Qed.

Lemma vanishes_value : forall l e, vanishes e = true -> value l e = RtoC 0.
Proof.
  intros l e; unfold vanishes; destruct (constant e) as [c|] eqn:E; [|discriminate].
  intro H; rewrite (constant_value l e c E), number_Q2R, (Qreals.Qeq_eqR c 0 (Qeq_bool_eq _ _ H)).
  f_equal; apply RMicromega.Q2R_0.
Qed.

Fixpoint equations (l : list C) (c : combination) : Prop :=
  match c with
  | [] => True
  | (_, x, y) :: rest => value l x = value l y /\ equations l rest
  end.

Lemma combined_value : forall l c, equations l c -> value l (combined c) = RtoC 0.
Proof.
  intros l c; induction c as [|[[m x] y] c IH]; simpl; intro H; [reflexivity|].
  destruct H as [E H].
  change (value l m * (value l x - value l y) + value l (combined c) = RtoC 0).
  rewrite IH, E by exact H; ring.
Qed.

Theorem ring_step : forall l a b c,
  equations l c -> vanishes (PEsub (PEsub a b) (combined c)) = true -> value l a = value l b.
Proof.
  intros l a b c H V; apply (vanishes_value l) in V.
  change (value l a - value l b - value l (combined c) = RtoC 0) in V.
  rewrite combined_value in V by exact H.
  transitivity (value l a - value l b - RtoC 0 + value l b); [ring | rewrite V; ring].
Qed.

Fixpoint facts_hold (l : list C) (fs : facts) : Prop :=
  match fs with
  | [] => True
  | (true, x, y) :: rest => value l x < value l y /\ facts_hold l rest
  | (false, x, y) :: rest => value l x <= value l y /\ facts_hold l rest
  end.

Fixpoint are_real (l : list C) (ss : list expression) : Prop :=
  match ss with [] => True | s :: rest => is_real (value l s) /\ are_real l rest end.

Fixpoint products_hold (l : list C) (ps : products) : Prop :=
  match ps with
  | [] => True
  | (_, fs, ss) :: rest => (facts_hold l fs /\ are_real l ss) /\ products_hold l rest
  end.

Definition nonneg (z : C) : Prop := is_real z /\ (0 <= Re z)%R.
Definition pos (z : C) : Prop := is_real z /\ (0 < Re z)%R.

Lemma nonneg_mult : forall a b, nonneg a -> nonneg b -> nonneg (a * b).
Proof.
  intros a b [A P] [B Q]; rewrite <- (as_real a A), <- (as_real b B), <- RtoC_mult.
  split; [reflexivity | apply Rmult_le_pos; assumption].
Qed.

Lemma pos_mult : forall a b, pos a -> pos b -> pos (a * b).
Proof.
  intros a b [A P] [B Q]; rewrite <- (as_real a A), <- (as_real b B), <- RtoC_mult.
  split; [reflexivity | apply Rmult_lt_0_compat; assumption].
Qed.

Lemma nonneg_plus : forall a b, nonneg a -> nonneg b -> nonneg (a + b).
Proof.
  intros a b [A P] [B Q]; split; [apply real_plus; assumption|].
  rewrite Re_plus; apply Rplus_le_le_0_compat; assumption.
Qed.

Lemma pos_nonneg : forall a, pos a -> nonneg a.
Proof. intros a [A P]; split; [exact A | left; exact P]. Qed.

Lemma pos_plus : forall a b, pos a -> nonneg b -> pos (a + b).
Proof.
  intros a b [A P] [B Q]; split; [apply real_plus; assumption|].
  rewrite Re_plus; apply Rplus_lt_le_0_compat; assumption.
Qed.

Lemma nonneg_square : forall a, is_real a -> nonneg (a * a).
Proof.
  intros a A; rewrite <- (as_real a A), <- RtoC_mult; split; [reflexivity | apply Rle_0_sqr].
Qed.

Lemma le_nonneg : forall a b, a <= b -> nonneg (b - a).
Proof.
  intros a b (A & B & H); rewrite <- (as_real a A), <- (as_real b B), <- RtoC_minus.
  split; [reflexivity | simpl; lra].
Qed.

Lemma lt_pos : forall a b, a < b -> pos (b - a).
Proof.
  intros a b (A & B & H); rewrite <- (as_real a A), <- (as_real b B), <- RtoC_minus.
  split; [reflexivity | simpl; lra].
Qed.

Lemma number_nonneg : forall c, Qle_bool 0 c = true -> nonneg (number c).
Proof. intros c H; split; [reflexivity | apply Identities.number_nonneg; exact H]. Qed.

Lemma number_pos : forall c, Qle_bool c 0 = false -> pos (number c).
Proof. intros c H; split; [reflexivity | apply Identities.number_pos; exact H]. Qed.

Lemma nonneg_one : nonneg (number 1).
Proof. apply number_nonneg; reflexivity. Qed.

Lemma of_facts_nonneg : forall l fs, facts_hold l fs -> nonneg (value l (of_facts fs)).
Proof.
  intros l fs; induction fs as [|[[[|] x] y] fs IH]; simpl; intro H; [apply nonneg_one | |].
  - change (nonneg ((value l y - value l x) * value l (of_facts fs))); destruct H as [F H].
    apply nonneg_mult; [apply pos_nonneg, lt_pos; exact F | apply IH; exact H].
  - change (nonneg ((value l y - value l x) * value l (of_facts fs))); destruct H as [F H].
    apply nonneg_mult; [apply le_nonneg; exact F | apply IH; exact H].
Qed.

Lemma of_facts_pos : forall l fs, facts_hold l fs ->
  forallb (fun f : bool * expression * expression => fst (fst f)) fs = true -> pos (value l (of_facts fs)).
Proof.
  intros l fs; induction fs as [|[[[|] x] y] fs IH]; simpl; intros H S; [apply number_pos; reflexivity | |].
  - change (pos ((value l y - value l x) * value l (of_facts fs))); destruct H as [F H].
    apply pos_mult; [apply lt_pos; exact F | apply IH; assumption].
  - discriminate.
Qed.

Lemma of_squares_nonneg : forall l ss, are_real l ss -> nonneg (value l (of_squares ss)).
Proof.
  intros l ss; induction ss as [|s ss IH]; intro H; [apply nonneg_one|]; destruct H as [S H].
  change (nonneg ((value l s * value l s) * value l (of_squares ss))).
  apply nonneg_mult; [apply nonneg_square; exact S | apply IH; exact H].
Qed.

Lemma of_product_nonneg : forall l c fs ss, facts_hold l fs -> are_real l ss -> Qle_bool 0 c = true ->
  nonneg (value l (of_product (c, fs, ss))).
Proof.
  intros l c fs ss H S Q.
  change (nonneg (number c * (value l (of_facts fs) * value l (of_squares ss)))).
  apply nonneg_mult; [apply number_nonneg; exact Q|].
  apply nonneg_mult; [apply of_facts_nonneg | apply of_squares_nonneg]; assumption.
Qed.

Lemma of_products_nonneg : forall l ps, products_hold l ps -> coefficients ps = true ->
  nonneg (value l (of_products ps)).
Proof.
  intros l ps; induction ps as [|[[c fs] ss] ps IH]; simpl; intros H Q.
  - apply number_nonneg; reflexivity.
  - apply andb_prop in Q; destruct Q as [Q D], H as [[H S] G].
    change (nonneg (value l (of_product (c, fs, ss)) + value l (of_products ps))).
    apply nonneg_plus; [apply of_product_nonneg | apply IH]; assumption.
Qed.

Lemma of_products_pos : forall l ps, products_hold l ps -> coefficients ps = true ->
  existsb strict_product ps = true -> pos (value l (of_products ps)).
Proof.
  intros l ps; induction ps as [|[[c fs] ss] ps IH]; intros H Q S; [discriminate|].
  destruct H as [[H T] G].
  change ((Qle_bool 0 c && coefficients ps)%bool = true) in Q.
  change ((strict_product (c, fs, ss) || existsb strict_product ps)%bool = true) in S.
  apply andb_prop in Q; destruct Q as [Q D].
  change (pos (value l (of_product (c, fs, ss)) + value l (of_products ps))).
  apply Bool.orb_prop in S; destruct S as [S|S].
  - apply pos_plus; [|apply of_products_nonneg; assumption].
    unfold strict_product in S; apply andb_prop in S; destruct S as [S N].
    apply andb_prop in S; destruct S as [P S]; destruct ss; [|discriminate].
    change (pos (number c * (value l (of_facts fs) * number 1))).
    apply pos_mult; [apply number_pos; destruct (Qle_bool c 0); [discriminate | reflexivity]|].
    apply pos_mult; [apply of_facts_pos; assumption | apply number_pos; reflexivity].
  - replace (value l (of_product (c, fs, ss)) + value l (of_products ps))
      with (value l (of_products ps) + value l (of_product (c, fs, ss))) by ring.
    apply pos_plus; [apply IH | apply of_product_nonneg]; assumption.
Qed.

Lemma left_over_value : forall l a b ps c, equations l c ->
  value l b - value l a = value l (left_over a b ps c) + value l (of_products ps).
Proof.
  intros l a b ps c H.
  change (value l b - value l a
          = value l b - value l a - value l (of_products ps) - value l (combined c) + value l (of_products ps)).
  rewrite combined_value by exact H; ring.
Qed.

Theorem positive_le : forall l a b ps c, is_real (value l a) -> is_real (value l b) ->
  products_hold l ps -> equations l c -> weak a b ps c = true -> value l a <= value l b.
Proof.
  intros l a b ps c A B P H; unfold weak.
  destruct (constant (left_over a b ps c)) as [c0|] eqn:E; [|discriminate]; intro W.
  apply andb_prop in W; destruct W as [N Q].
  pose proof (left_over_value l a b ps c H) as V; rewrite (constant_value l _ _ E) in V.
  destruct (nonneg_plus _ _ (number_nonneg c0 N) (of_products_nonneg l ps P Q)) as [_ G].
  rewrite <- V in G; unfold Cminus in G; rewrite Re_plus in G; simpl in G.
  repeat split; try assumption; unfold Re in *; lra.
Qed.

Theorem positive_lt : forall l a b ps c, is_real (value l a) -> is_real (value l b) ->
  products_hold l ps -> equations l c -> sharp a b ps c = true -> value l a < value l b.
Proof.
  intros l a b ps c A B P H; unfold sharp.
  destruct (constant (left_over a b ps c)) as [c0|] eqn:E; [|discriminate]; intro W.
  apply andb_prop in W; destruct W as [W S]; apply andb_prop in W; destruct W as [N Q].
  pose proof (left_over_value l a b ps c H) as V; rewrite (constant_value l _ _ E) in V.
  assert (G : pos (number c0 + value l (of_products ps))).
  { apply Bool.orb_prop in S; destruct S as [S|S].
    - apply pos_plus; [|apply of_products_nonneg; assumption].
      apply number_pos; destruct (Qle_bool c0 0); [discriminate | reflexivity].
    - replace (number c0 + value l (of_products ps)) with (value l (of_products ps) + number c0) by ring.
      apply pos_plus; [apply of_products_pos; assumption | apply number_nonneg; exact N]. }
  destruct G as [_ G]; rewrite <- V in G; unfold Cminus in G; rewrite Re_plus in G; simpl in G.
  repeat split; try assumption; unfold Re in *; lra.
Qed.

Lemma inverse : forall b, b <> RtoC 0 -> b * powZ b (-1) = RtoC 1.
Proof. intros b H; unfold powZ; simpl; field; exact H. Qed.

Lemma inverse_number : forall c, Qeq_bool c 0 = false -> number c * powZ (number c) (-1) = RtoC 1.
Proof.
  intros c N; apply inverse; rewrite number_Q2R; intro H; apply RtoC_inj in H.
  rewrite <- RMicromega.Q2R_0 in H; apply Qreals.eqR_Qeq, Qeq_bool_iff in H; congruence.
Qed.

Theorem absurd_eq : forall p q, Qeq_bool p q = false -> number p = number q -> False.
Proof. intros p q B E; apply RtoC_inj in E; exact (Identities.absurd_eq p q B E). Qed.

Theorem absurd_le : forall p q, Qle_bool p q = false -> number p <= number q -> False.
Proof. intros p q B (_ & _ & E); exact (Identities.absurd_le p q B E). Qed.

Theorem absurd_lt : forall p q, Qle_bool q p = true -> number p < number q -> False.
Proof. intros p q B (_ & _ & E); exact (Identities.absurd_lt p q B E). Qed.

(* -- an integer, and a real number, and their values ------------------------------------------------------ *)

Lemma cast_add : forall x y a b, IZR x = a -> IZR y = b -> IZR (x + y) = a + b.
Proof. intros; subst; unfold IZR; rewrite plus_IZR; apply RtoC_plus. Qed.

Lemma cast_mul : forall x y a b, IZR x = a -> IZR y = b -> IZR (x * y) = a * b.
Proof. intros; subst; unfold IZR; rewrite mult_IZR; apply RtoC_mult. Qed.

Lemma cast_power : forall x a e, (0 <=? e)%Z = true -> IZR x = a -> IZR (x ^ e) = powZ a e.
Proof.
  intros x a e E H; subst; unfold IZR, powZ; rewrite CpowZ_RtoC; f_equal.
  apply Sums.cast_power; [exact E | reflexivity].
Qed.

Lemma real_IZR : forall z, is_real (IZR z).
Proof. reflexivity. Qed.

Lemma carry : forall (P : Z -> C -> Prop) z r, IZR z = r -> P z (IZR z) -> P z r.
Proof. intros; subst; assumption. Qed.

Lemma carry_back : forall (P : Z -> C -> Prop) z r, IZR z = r -> P z r -> P z (IZR z).
Proof. intros; subst; assumption. Qed.

Lemma carry_term : forall (f : Z -> C -> C) z r, IZR z = r -> f z (IZR z) = f z r.
Proof. intros; subst; reflexivity. Qed.

Lemma IZR_inj : forall y z, IZR y = IZR z -> y = z.
Proof. intros y z H; apply RtoC_inj, eq_IZR in H; exact H. Qed.

Lemma carry_equal : forall (P : Z -> C -> Prop) y z a b,
  IZR y = a -> IZR z = b -> a = b -> P y a -> P z b.
Proof. intros P y z a b A B E H; subst a b; apply IZR_inj in E; subst; exact H. Qed.

Lemma carry_real : forall (P : R -> C -> Prop) z r, RtoC z = r -> P z (RtoC z) -> P z r.
Proof. intros; subst; assumption. Qed.

Lemma carry_real_back : forall (P : R -> C -> Prop) z r, RtoC z = r -> P z r -> P z (RtoC z).
Proof. intros; subst; assumption. Qed.

Lemma carry_real_equal : forall (P : R -> C -> Prop) y z a b,
  RtoC y = a -> RtoC z = b -> a = b -> P y a -> P z b.
Proof. intros P y z a b A B E H; subst a b; apply RtoC_inj in E; subst; exact H. Qed.

Lemma equal_number : forall (P : C -> Prop) a b, a = b -> P a -> P b.
Proof. intros; subst; assumption. Qed.

Lemma whole_le : forall y z a b, IZR y = a -> IZR z = b -> a <= b -> (y <= z)%Z.
Proof. intros y z a b A B (_ & _ & H); subst; apply le_IZR; exact H. Qed.

Lemma whole_lt : forall y z a b, IZR y = a -> IZR z = b -> a < b -> (y < z)%Z.
Proof. intros y z a b A B (_ & _ & H); subst; apply lt_IZR; exact H. Qed.

Lemma whole_eq : forall y z a b, IZR y = a -> IZR z = b -> a = b -> y = z.
Proof. intros; subst; apply IZR_inj; assumption. Qed.

Theorem integer : forall y z a b, IZR y = a -> IZR z = b -> a < b -> a + RtoC 1 <= b.
Proof.
  intros y z a b A B H; pose proof (whole_lt _ _ _ _ A B H) as L; subst.
  unfold IZR; rewrite <- RtoC_plus; apply le_real; rewrite <- plus_IZR; apply IZR_le; lia.
Qed.

Theorem trichotomy : forall a b, is_real a -> is_real b -> a < b \/ a = b \/ b < a.
Proof.
  intros a b A B; rewrite <- (as_real a A), <- (as_real b B).
  destruct (Rtotal_order (Re a) (Re b)) as [H|[->|H]]; [left | right; left | right; right];
    [apply lt_real; exact H | reflexivity | apply lt_real; exact H].
Qed.

Theorem induct : forall (lo : Z) (a : C) (P : Z -> Prop), IZR lo = a -> P lo ->
  (forall v, a <= IZR v -> P v -> P (v + 1)%Z) -> forall v, a <= IZR v -> P v.
Proof.
  intros lo a P A B S v (_ & _ & H); subst a.
  apply (Sums.induct lo _ P eq_refl B); [|exact H].
  intros w W; apply S; apply le_real; exact W.
Qed.

(* -- sums and products of lists, and products that are 0 ---------------------------------------------------- *)

Definition total (l : list C) : C := match l with [] => RtoC 0 | x :: r => fold_left Cplus r x end.
Definition multiplied (l : list C) : C := match l with [] => RtoC 1 | x :: r => fold_left Cmult r x end.

Lemma total_cons : forall x l, total (x :: l) = x + total l.
Proof.
  intros x [|y l]; simpl; [ring|].
  revert y; induction l as [|z l IH]; intro y; simpl; [reflexivity|].
  rewrite <- IH; f_equal; ring.
Qed.

Lemma multiplied_cons : forall x l, multiplied (x :: l) = x * multiplied l.
Proof.
  intros x [|y l]; simpl; [ring|].
  revert y; induction l as [|z l IH]; intro y; simpl; [reflexivity|].
  rewrite <- IH; f_equal; ring.
Qed.

Fixpoint one_is_zero (l : list C) : Prop :=
  match l with [] => False | [x] => x = RtoC 0 | x :: r => x = RtoC 0 \/ one_is_zero r end.

Theorem zero_product : forall l, multiplied l = RtoC 0 -> one_is_zero l.
Proof.
  induction l as [|x [|y l] IH]; [intro H; exact (one_not_zero H) | tauto |].
  rewrite multiplied_cons; intro H; destruct (Ceq_dec x (RtoC 0)) as [E|E]; [left; exact E | right].
  destruct (Ceq_dec (multiplied (y :: l)) (RtoC 0)) as [F|F]; [apply IH; exact F|].
  exfalso; exact (Cmult_neq_0 _ _ E F H).
Qed.

(* -- indicators and cases ------------------------------------------------------------------------------------ *)

Definition ind (P : Prop) : C := RtoC (Sums.ind P).
Definition choice (P : Prop) (a b : C) : C := ind P * a + (RtoC 1 + RtoC (-1) * ind P) * b.

Lemma cast_ind : forall P, IZR (indZ P) = ind P.
Proof. intro P; unfold IZR, ind; rewrite Sums.cast_ind; reflexivity. Qed.

Lemma cast_choice : forall P x y a b, IZR x = a -> IZR y = b -> IZR (choiceZ P x y) = choice P a b.
Proof.
  intros; subst; unfold IZR, choice, ind; rewrite (Sums.cast_choice P x y _ _ eq_refl eq_refl).
  unfold Sums.choice; rewrite RtoC_plus, !RtoC_mult, RtoC_plus, RtoC_mult; reflexivity.
Qed.

Lemma ind_true : forall P : Prop, P -> ind P = RtoC 1.
Proof. intros P H; unfold ind; rewrite Sums.ind_true by exact H; reflexivity. Qed.

Lemma ind_untrue : forall P : Prop, ~ P -> ind P = RtoC 0.
Proof. intros P H; unfold ind; rewrite Sums.ind_untrue by exact H; reflexivity. Qed.

Lemma real_ind : forall P, is_real (ind P).
Proof. reflexivity. Qed.

Lemma real_choice : forall P a b, is_real a -> is_real b -> is_real (choice P a b).
Proof.
  intros P a b A B; unfold choice; apply real_plus; apply real_mult; try assumption; [apply real_ind|].
  apply real_plus; [|apply real_mult]; reflexivity.
Qed.

Theorem ind_not : forall P : Prop, ind (~ P) = RtoC 1 + RtoC (-1) * ind P.
Proof. intro P; unfold ind; rewrite Sums.ind_not, RtoC_plus, RtoC_mult; reflexivity. Qed.

Lemma multiplied_RtoC : forall l, multiplied (map RtoC l) = RtoC (Sums.multiplied l).
Proof.
  induction l as [|x l IH]; [reflexivity|].
  rewrite map_cons, multiplied_cons, Sums.multiplied_cons, RtoC_mult, IH; reflexivity.
Qed.

Theorem ind_all : forall l, ind (all_of l) = multiplied (map ind l).
Proof.
  intro l; unfold ind at 1; rewrite Sums.ind_all, <- multiplied_RtoC, map_map; reflexivity.
Qed.

Theorem ind_any : forall l,
  ind (one_of l) = RtoC 1 + RtoC (-1) * multiplied (map (fun P => RtoC 1 + RtoC (-1) * ind P) l).
Proof.
  intro l; unfold ind at 1; rewrite Sums.ind_any, RtoC_plus, RtoC_mult, <- multiplied_RtoC, map_map.
  do 3 f_equal; apply map_ext; intro P; rewrite RtoC_plus, RtoC_mult; reflexivity.
Qed.

Theorem ind_implies : forall P Q : Prop,
  ind (P -> Q) = RtoC 1 + RtoC (-1) * (ind P * (RtoC 1 + RtoC (-1) * ind Q)).
Proof.
  intros P Q; unfold ind; rewrite Sums.ind_implies, RtoC_plus, !RtoC_mult, RtoC_plus, RtoC_mult; reflexivity.
Qed.

Theorem ind_false : ind False = RtoC 0.
Proof. apply ind_untrue; tauto. Qed.

Theorem ind_square : forall P : Prop, powZ (ind P) 2 = ind P.
Proof. intro P; unfold powZ, ind; rewrite CpowZ_RtoC, Sums.ind_square; reflexivity. Qed.

Theorem ind_same : forall P Q : Prop, (P -> Q) -> (Q -> P) -> ind P = ind Q.
Proof. intros P Q A B; unfold ind; rewrite (Sums.ind_same P Q A B); reflexivity. Qed.

Theorem ind_lower : forall P : Prop, RtoC 0 <= ind P.
Proof. intro P; apply le_real, Sums.ind_lower. Qed.

Theorem ind_upper : forall P : Prop, ind P <= RtoC 1.
Proof. intro P; apply le_real, Sums.ind_upper. Qed.

Theorem cases : forall P a b, choice P a b = ind P * a + (RtoC 1 + RtoC (-1) * ind P) * b.
Proof. reflexivity. Qed.

Theorem select_true : forall (P : Prop) a b, P -> a = choice P a b.
Proof. intros P a b H; unfold choice; rewrite ind_true by exact H; rewrite <- RtoC_mult, <- RtoC_plus;
  replace (1 + -1 * 1)%R with 0%R by ring; ring. Qed.

Theorem select_untrue : forall (P : Prop) a b, ~ P -> b = choice P a b.
Proof. intros P a b H; unfold choice; rewrite ind_untrue by exact H; ring. Qed.

Theorem under_guard : forall (P : Prop) a b, (P -> a = b) -> ind P * a = ind P * b.
Proof.
  intros P a b H; destruct (classic P); [rewrite H by assumption | rewrite ind_untrue by assumption]; ring.
Qed.

(* -- whole powers ------------------------------------------------------------------------------------------ *)

Theorem power_add : forall b m n x y, IZR m = x -> IZR n = y ->
  (b <> RtoC 0 \/ (RtoC 0 <= x /\ RtoC 0 <= y)) -> powZ b (m + n) = powZ b m * powZ b n.
Proof.
  intros b m n x y X Y [B|[(_ & _ & M) (_ & _ & N)]]; [apply CpowZ_add; exact B|]; subst.
  apply (le_IZR 0) in M; apply (le_IZR 0) in N; unfold powZ.
  rewrite !CpowZ_nonneg, Z2Nat.inj_add, Cpow_nat_add by lia; reflexivity.
Qed.

Theorem power_power : forall b m n x y, IZR m = x -> IZR n = y ->
  (b <> RtoC 0 \/ (RtoC 0 <= x /\ RtoC 0 <= y)) -> powZ (powZ b m) n = powZ b (m * n).
Proof.
  intros b m n x y X Y [B|[(_ & _ & M) (_ & _ & N)]].
  - clear X Y; unfold powZ; rewrite <- (Cexp_Clog b B), !Cexp_CpowZ, mult_IZR, RtoC_mult; f_equal; ring.
  - subst; apply (le_IZR 0) in M; apply (le_IZR 0) in N; unfold powZ.
    rewrite !CpowZ_nonneg, Z2Nat.inj_mul, Cpow_nat_mult by lia; reflexivity.
Qed.

Theorem power_product : forall a b n, powZ (a * b) n = powZ a n * powZ b n.
Proof. intros; apply CpowZ_product. Qed.

Theorem power_one : forall n, powZ (RtoC 1) n = RtoC 1.
Proof. apply CpowZ_1. Qed.

(* -- exp and constants ------------------------------------------------------------------------------------- *)

Theorem i_square : powZ Ci 2 = RtoC (-1).
Proof. unfold powZ; simpl; by_parts. Qed.

Theorem exp_sum : forall l : list C, exp (total l) = multiplied (map exp l).
Proof.
  induction l as [|z l IH]; [exact Cexp_0|].
  rewrite map_cons, total_cons, multiplied_cons, <- IH; apply Cexp_plus.
Qed.

Theorem exp_power : forall z n x, IZR n = x -> powZ (exp z) n = exp (x * z).
Proof. intros z n x <-; apply Cexp_CpowZ. Qed.

Theorem exp_nonzero : forall z, exp z <> RtoC 0.
Proof. apply Cexp_nonzero. Qed.

Theorem exp_positive : forall x, is_real x -> RtoC 0 < exp x.
Proof.
  intros x H; rewrite <- (as_real x H); unfold exp; rewrite Cexp_RtoC; apply lt_real, exp_pos.
Qed.

Theorem exp_lower : forall x, is_real x -> RtoC 1 + x <= exp x.
Proof.
  intros x H; rewrite <- (as_real x H); unfold exp; rewrite Cexp_RtoC, <- RtoC_plus.
  apply le_real; destruct (Req_dec (Re x) 0) as [->|N]; [rewrite exp_0; lra | left; apply exp_ineq1; exact N].
Qed.

Theorem exp_period : forall n x, IZR n = x -> exp (RtoC 2 * x * PI * Ci) = RtoC 1.
Proof.
  intros n x <-.
  assert (E : exp (RtoC 2 * PI * Ci) = RtoC 1).
  { unfold exp, Cexp, PI; apply complex_equal; simpl;
      repeat rewrite ?Rmult_0_l, ?Rmult_0_r, ?Rmult_1_r, ?Rplus_0_r, ?Rplus_0_l, ?Rminus_0_r;
      rewrite exp_0, ?cos_2PI, ?sin_2PI; ring. }
  replace (RtoC 2 * IZR n * PI * Ci) with (IZR n * (RtoC 2 * PI * Ci)) by ring.
  rewrite <- (exp_power _ n _ eq_refl), E; apply CpowZ_1.
Qed.

Theorem exp_one : forall z, exp z = RtoC 1 ->
  RtoC (-1) * (RtoC 2 * PI) < RtoC (Im z) -> RtoC (Im z) < RtoC 2 * PI -> z = RtoC 0.
Proof.
  intros z E (_ & _ & A) (_ & _ & B); apply Cexp_is_one; [exact E|].
  unfold PI, Re in *; simpl in *; lra.
Qed.

Theorem exp_quarter : exp (RtoC (1 / 2) * PI * Ci) = Ci.
Proof.
  unfold exp, Cexp, PI; simpl.
  replace (((1 / 2 * Rtrigo1.PI - 0 * 0) * 0 - (1 / 2 * 0 + 0 * Rtrigo1.PI) * 1))%R with 0%R by ring.
  replace ((1 / 2 * Rtrigo1.PI - 0 * 0) * 1 + (1 / 2 * 0 + 0 * Rtrigo1.PI) * 0)%R with (Rtrigo1.PI / 2)%R
    by field.
  rewrite exp_0, cos_PI2, sin_PI2; by_parts.
Qed.

(* -- sums ---------------------------------------------------------------------------------------------------- *)

Fixpoint sum_from (lo : Z) (n : nat) (f : Z -> C) : C :=
  match n with O => RtoC 0 | S m => f lo + sum_from (lo + 1) m f end.

Definition sum (lo hi : Z) (f : Z -> C) : C := sum_from lo (Z.to_nat (hi - lo + 1)) f.

Lemma plus_equal : forall a b c d : C, a = c -> b = d -> a + b = c + d.
Proof. intros; subst; reflexivity. Qed.

Lemma sum_from_equal : forall n lo f g,
  (forall v, (lo <= v)%Z -> (v < lo + Z.of_nat n)%Z -> f v = g v) -> sum_from lo n f = sum_from lo n g.
Proof.
  induction n as [|n IH]; intros lo f g H; simpl; [reflexivity|].
  rewrite (H lo) by lia; rewrite (IH (lo + 1)%Z f g); [reflexivity|].
  intros; apply H; lia.
Qed.

Lemma sum_equal : forall lo hi f g,
  (forall v, (lo <= v)%Z -> (v <= hi)%Z -> f v = g v) -> sum lo hi f = sum lo hi g.
Proof. intros; unfold sum; apply sum_from_equal; intros; apply H; lia. Qed.

Theorem under_sum_eq : forall lo hi a b f g, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> f v = g v) -> sum lo hi f = sum lo hi g.
Proof.
  intros lo hi a b f g A B H; subst; apply sum_equal; intros; apply H; apply le_real, IZR_le; assumption.
Qed.

Lemma sum_re : forall n lo f, Re (sum_from lo n f) = Sums.sum_from lo n (fun v => Re (f v)).
Proof.
  induction n as [|n IH]; intros lo f; [reflexivity|].
  change (Re (f lo + sum_from (lo + 1) n f) = (Re (f lo) + Sums.sum_from (lo + 1) n (fun v => Re (f v)))%R).
  rewrite <- IH; reflexivity.
Qed.

Lemma real_sum_from : forall n lo f,
  (forall v, (lo <= v)%Z -> (v < lo + Z.of_nat n)%Z -> is_real (f v)) -> is_real (sum_from lo n f).
Proof.
  induction n as [|n IH]; intros lo f H; [reflexivity|].
  apply real_plus; [apply H; lia | apply IH; intros; apply H; lia].
Qed.

Lemma real_sum : forall lo hi f, (forall v, is_real (f v)) -> is_real (sum lo hi f).
Proof. intros lo hi f H; apply real_sum_from; intros; apply H. Qed.

Theorem under_sum_le : forall lo hi a b f g, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> f v <= g v) -> sum lo hi f <= sum lo hi g.
Proof.
  intros lo hi a b f g A B H; subst.
  assert (P : forall v, (lo <= v)%Z -> (v < lo + Z.of_nat (Z.to_nat (hi - lo + 1)))%Z -> f v <= g v).
  { intros v V W; apply H; apply le_real, IZR_le; lia. }
  unfold sum; split; [|split].
  - apply real_sum_from; intros v V W; destruct (P v V W) as (F & _); exact F.
  - apply real_sum_from; intros v V W; destruct (P v V W) as (_ & G & _); exact G.
  - rewrite !sum_re; apply sum_from_le; intros v V W; destruct (P v V W) as (_ & _ & L); exact L.
Qed.

Lemma sum_from_app : forall m n lo f,
  sum_from lo (m + n) f = sum_from lo m f + sum_from (lo + Z.of_nat m) n f.
Proof.
  induction m as [|m IH]; intros n lo f; simpl.
  - replace (lo + 0)%Z with lo by lia; ring.
  - rewrite IH; replace (lo + 1 + Z.of_nat m)%Z with (lo + Z.pos (Pos.of_succ_nat m))%Z by lia; ring.
Qed.

Theorem split : forall lo at_ hi f, (lo <= at_ + 1)%Z -> (at_ <= hi)%Z ->
  sum lo hi f = sum lo at_ f + sum (at_ + 1) hi f.
Proof.
  intros lo at_ hi f A B; unfold sum.
  replace (Z.to_nat (hi - lo + 1)) with (Z.to_nat (at_ - lo + 1) + Z.to_nat (hi - (at_ + 1) + 1))%nat by lia.
  rewrite sum_from_app; do 2 f_equal; lia.
Qed.

Lemma sum_plus : forall lo hi f g, sum lo hi (fun v => f v + g v) = sum lo hi f + sum lo hi g.
Proof.
  intros lo hi f g; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; simpl; [ring | rewrite IH; ring].
Qed.

Lemma sum_zero : forall lo hi, sum lo hi (fun _ => RtoC 0) = RtoC 0.
Proof.
  intros lo hi; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; simpl; [reflexivity | rewrite IH; ring].
Qed.

Theorem sum_add : forall lo hi (fs : list (Z -> C)),
  sum lo hi (fun v => total (map (fun f => f v) fs)) = total (map (sum lo hi) fs).
Proof.
  intros lo hi fs; induction fs as [|f fs IH]; [apply sum_zero|].
  rewrite map_cons, total_cons, <- IH, <- sum_plus.
  apply sum_equal; intros; rewrite map_cons; apply total_cons.
Qed.

Theorem sum_factor : forall lo hi c f, sum lo hi (fun v => c * f v) = c * sum lo hi f.
Proof.
  intros lo hi c f; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; simpl; [ring | rewrite IH; ring].
Qed.

Theorem sum_shift : forall lo hi s f,
  sum lo hi f = sum (lo + s) (hi + s) (fun v => f (v + -1 * s)%Z).
Proof.
  intros lo hi s f; unfold sum.
  replace (hi + s - (lo + s) + 1)%Z with (hi - lo + 1)%Z by ring.
  generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; [reflexivity|].
  cbn [sum_from]; f_equal; [f_equal; ring|].
  rewrite IH; f_equal; ring.
Qed.

Lemma sum_shifted : forall lo hi s lo' hi' f g, (lo' = lo + s)%Z -> (hi' = hi + s)%Z ->
  (forall v, f (v + -1 * s)%Z = g v) -> sum lo hi f = sum lo' hi' g.
Proof.
  intros lo hi s lo' hi' f g -> -> H; rewrite (sum_shift lo hi s f); apply sum_equal; intros; apply H.
Qed.

Theorem sum_empty : forall lo hi f, (hi < lo)%Z -> sum lo hi f = RtoC 0.
Proof. intros lo hi f H; unfold sum; replace (Z.to_nat (hi - lo + 1)) with O by lia; reflexivity. Qed.

Theorem sum_unroll : forall lo hi n f, (hi = lo + Z.of_nat n - 1)%Z ->
  sum lo hi f = total (map (fun i => f (lo + Z.of_nat i)%Z) (seq 0 n)).
Proof.
  intros lo hi n f ->; unfold sum.
  replace (Z.to_nat (lo + Z.of_nat n - 1 - lo + 1)) with n by lia.
  enough (G : forall k m, sum_from (lo + Z.of_nat k) m f
                          = total (map (fun i => f (lo + Z.of_nat i)%Z) (seq k m))).
  { rewrite <- G; f_equal; simpl; lia. }
  intros k m; revert k; induction m as [|m IH]; intro k; [reflexivity|].
  cbn [sum_from seq]; rewrite map_cons, total_cons, <- IH.
  do 2 f_equal; lia.
Qed.

Theorem sum_swap : forall lo hi first last (f : Z -> Z -> C),
  sum lo hi (fun v => sum first last (f v)) = sum first last (fun w => sum lo hi (fun v => f v w)).
Proof.
  intros lo hi first last f.
  enough (G : forall n lo, sum_from lo n (fun v => sum first last (f v))
                           = sum first last (fun w => sum_from lo n (fun v => f v w)))
    by exact (G (Z.to_nat (hi - lo + 1)) lo).
  clear lo; induction n as [|n IH]; intro lo; cbn [sum_from]; [symmetry; apply sum_zero|].
  rewrite IH; symmetry; apply sum_plus.
Qed.

Lemma real_function_sum : forall lo hi (f : Z -> R),
  sum lo hi (fun v => RtoC (f v)) = RtoC (Sums.sum lo hi f).
Proof.
  intros lo hi f; unfold sum, Sums.sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; simpl; [reflexivity | rewrite IH, RtoC_plus; reflexivity].
Qed.

Theorem sum_ones : forall lo hi a b, IZR lo = a -> IZR hi = b ->
  (lo <= hi + 1)%Z -> sum lo hi (fun _ => RtoC 1) = b + RtoC (-1) * a + RtoC 1.
Proof.
  intros lo hi a b A B H; subst; rewrite (real_function_sum lo hi (fun _ => 1%R)).
  rewrite (Sums.sum_ones lo hi _ _ eq_refl eq_refl H), !RtoC_plus, RtoC_mult; reflexivity.
Qed.

Lemma ind_relation : forall P Q : Prop, (P <-> Q) -> ind P = ind Q.
Proof. intros P Q [A B]; apply ind_same; assumption. Qed.

Theorem sum_delta : forall lo hi e a b r f, IZR lo = a -> IZR hi = b -> IZR e = r ->
  sum lo hi (fun v => ind (IZR v = r) * f v) = ind (a <= r) * ind (r <= b) * f e.
Proof.
  intros lo hi e a b r f A B E; subst.
  destruct (Z_le_gt_dec lo e) as [L|L].
  2: { rewrite (ind_untrue (IZR lo <= IZR e)) by (intros (_ & _ & H); apply le_IZR in H; lia).
       rewrite (sum_equal lo hi _ (fun _ => RtoC 0)); [rewrite sum_zero; ring|].
       intros v V W; rewrite ind_untrue; [ring | intro Q; apply IZR_inj in Q; lia]. }
  destruct (Z_le_gt_dec e hi) as [H|H].
  2: { rewrite (ind_untrue (IZR e <= IZR hi)) by (intros (_ & _ & G); apply le_IZR in G; lia).
       rewrite (sum_equal lo hi _ (fun _ => RtoC 0)); [rewrite sum_zero; ring|].
       intros v V W; rewrite ind_untrue; [ring | intro Q; apply IZR_inj in Q; lia]. }
  rewrite (ind_true (IZR lo <= IZR e)), (ind_true (IZR e <= IZR hi)) by (apply le_real, IZR_le; assumption).
  rewrite (split lo e hi) by lia; rewrite (sum_equal (e + 1) hi _ (fun _ => RtoC 0)).
  2: { intros v V W; rewrite ind_untrue; [ring | intro Q; apply IZR_inj in Q; lia]. }
  rewrite (split lo (e - 1) e) by lia; rewrite (sum_equal lo (e - 1) _ (fun _ => RtoC 0)).
  2: { intros v V W; rewrite ind_untrue; [ring | intro Q; apply IZR_inj in Q; lia]. }
  rewrite !sum_zero; unfold sum; replace (Z.to_nat (e - (e - 1 + 1) + 1)) with 1%nat by lia; simpl.
  replace (e - 1 + 1)%Z with e by lia; rewrite ind_true by reflexivity; ring.
Qed.
