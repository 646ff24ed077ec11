(* Statements at given points, where every term has a rational value, which is computed. *)

From Coq Require Import Reals ZArith QArith List Lra Lia.
From Symderiv Require Import Identities Sums Analysis.
Import ListNotations.
Open Scope R_scope.

(* -- families given by tables, functions, coins ------------------------------------------------------------ *)

Fixpoint same_index (i j : list Z) : bool :=
  match i, j with
  | [], [] => true
  | a :: i', b :: j' => (Z.eqb a b && same_index i' j')%bool
  | _, _ => false
  end.

Fixpoint look {A : Type} (other : A) (table : list (list Z * A)) (i : list Z) : A :=
  match table with [] => other | (j, a) :: rest => if same_index i j then a else look other rest i end.

Fixpoint linear (g x : list R) : R :=
  match g, x with c :: g', a :: x' => c * a + linear g' x' | _, _ => 0 end.

Lemma linear_gradient : forall g y, has_gradient (linear g) g y.
Proof.
  intros g y eps E; exists 1; split; [lra|]; intros x L _.
  replace (linear g x - linear g y - weighted g x y) with 0.
  - rewrite Rabs_R0; apply Rmult_le_pos; [lra | apply distance_nonneg].
  - revert x y L; induction g as [|c g IH]; intros [|a x] [|b y] L; simpl in *; try discriminate; try lra.
    rewrite (IH x y ltac:(congruence)) at 1; lra.
Qed.

Fixpoint over {O : Type} (l : list O) (X : O -> R) : R :=
  match l with [] => 0 | w :: rest => X w + over rest X end.

Definition average {O : Type} (w : O) (l : list O) (X : O -> R) : R :=
  over (w :: l) X * / IZR (Z.of_nat (length (w :: l))).

Lemma length_positive : forall {O : Type} (w : O) l, 0 < IZR (Z.of_nat (length (w :: l))).
Proof. intros; apply IZR_lt; simpl length; lia. Qed.

Lemma expectation_of_outcomes : forall (O : Type) (w : O) l, expectation O (average w l).
Proof.
  intros O w l; pose proof (length_positive w l) as P; unfold average.
  assert (A : forall l' (X Y : O -> R), over l' (fun v => X v + Y v) = over l' X + over l' Y)
    by (induction l' as [|v l' IH]; intros; simpl; [ring | rewrite IH; ring]).
  assert (M : forall l' c (X : O -> R), over l' (fun v => c * X v) = c * over l' X)
    by (induction l' as [|v l' IH]; intros; simpl; [ring | rewrite IH; ring]).
  assert (U : forall l' : list O, over l' (fun _ => 1) = IZR (Z.of_nat (length l'))).
  { induction l' as [|v l' IH]; [reflexivity|].
    simpl over; rewrite IH; simpl length; rewrite Nat2Z.inj_succ, <- Z.add_1_r, plus_IZR; ring. }
  assert (N : forall l' (X Y : O -> R), (forall v, X v <= Y v) -> over l' X <= over l' Y).
  { induction l' as [|v l' IH]; intros X Y H; simpl; [lra|]; pose proof (H v); pose proof (IH X Y H); lra. }
  repeat split; intros.
  - rewrite A; ring.
  - rewrite M; ring.
  - rewrite U; field; apply Rgt_not_eq; exact P.
  - apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; exact P | apply N; assumption].
Qed.

Lemma each_side : forall (A : Type) (P : bool * A -> Prop),
  (forall a, P (true, a)) -> (forall a, P (false, a)) -> forall w, P w.
Proof. intros A P T F [[|] a]; auto. Qed.

Lemma no_coin : forall P : unit -> Prop, P tt -> forall w, P w.
Proof. intros P H []; exact H. Qed.

(* -- sequences that their laws define ------------------------------------------------------------------------ *)

(* n sequences; F has the value of one at a time from those before it, the first sequences first *)
Definition family := nat -> Z -> R.

Definition respects (n : nat) (low : Z) (F : family -> family) : Prop :=
  forall (h h' : family) (k : nat) (t : Z),
    (forall j s, (j < n)%nat -> (low <= s)%Z -> ((s < t)%Z \/ (s = t /\ (j < k)%nat)) -> h j s = h' j s) ->
    F h k t = F h' k t.

Fixpoint iterate (F : family -> family) (m : nat) : family :=
  match m with O => fun _ _ => 0 | S m' => F (iterate F m') end.

Definition rank (n : nat) (low : Z) (k : nat) (t : Z) : nat := (n * Z.to_nat (t - low) + k)%nat.

Definition solution (n : nat) (low : Z) (F : family -> family) : family :=
  fun k t => iterate F (S (rank n low k t)) k t.

Lemma rank_before : forall n low k t j s, (j < n)%nat -> (low <= s)%Z ->
  ((s < t)%Z \/ (s = t /\ (j < k)%nat)) -> (rank n low j s < rank n low k t)%nat.
Proof.
  intros n low k t j s J L [H|[-> H]]; unfold rank; [|lia].
  assert (Z.to_nat (t - low) = Z.to_nat (s - low) + S (Z.to_nat (t - s - 1)))%nat as -> by lia; nia.
Qed.

Lemma iterate_stable : forall n low F, respects n low F -> forall r k t a b,
  (rank n low k t < r)%nat -> (rank n low k t < a)%nat -> (rank n low k t < b)%nat ->
  iterate F a k t = iterate F b k t.
Proof.
  intros n low F R; induction r as [|r IH]; intros k t a b K A B; [lia|].
  destruct a as [|a], b as [|b]; try lia; simpl; apply R; intros j s J L H.
  pose proof (rank_before n low k t j s J L H); apply IH; lia.
Qed.

Theorem solution_fixed : forall n low F, respects n low F -> forall k t,
  solution n low F k t = F (solution n low F) k t.
Proof.
  intros n low F R k t; unfold solution at 1; simpl iterate; apply R; intros j s J L H.
  pose proof (rank_before n low k t j s J L H); unfold solution.
  apply (iterate_stable n low F R (S (rank n low j s))); lia.
Qed.

Definition follows (f : Z -> R) (first shift : Z) (start : Z -> R) (body : Z -> R) : Prop :=
  forall t, f t = if (t <? first)%Z then start t else body (t - shift)%Z.

Lemma law_of : forall f first shift start body, follows f first shift start body ->
  forall lo a v t, IZR lo = a -> (first <=? lo + shift)%Z = true -> a <= IZR v -> (t = v + shift)%Z ->
  f t = body v.
Proof.
  intros f first shift start body F lo a v t <- L V ->; apply le_IZR in V; apply Z.leb_le in L; rewrite F.
  replace (v + shift <? first)%Z with false by (symmetry; apply Z.ltb_ge; lia).
  f_equal; lia.
Qed.

Lemma start_of : forall f first shift start body, follows f first shift start body ->
  forall t, (t <? first)%Z = true -> f t = start t.
Proof. intros f first shift start body F t T; rewrite F, T; reflexivity. Qed.

Ltac by_recursion A := cbv beta iota zeta;
  try match goal with |- context [Z.ltb ?t ?first] => destruct (Z.ltb_spec t first) end;
  repeat match goal with
  | |- context [?h ?j ?s] => match type of h with family => rewrite (A j s) by lia end
  end; reflexivity.

(* -- values --------------------------------------------------------------------------------------------------- *)

Lemma number_same : forall p q, Qeq_bool p q = true -> number p = number q.
Proof. intros p q H; rewrite !number_Q2R; apply Qreals.Qeq_eqR, Qeq_bool_eq; exact H. Qed.

Lemma number_add : forall p q, number p + number q = number (p + q).
Proof. intros; rewrite !number_Q2R; symmetry; apply Qreals.Q2R_plus. Qed.

Lemma number_mul : forall p q, number p * number q = number (p * q).
Proof. intros; rewrite !number_Q2R; symmetry; apply Qreals.Q2R_mult. Qed.

Lemma number_inv : forall p, / number p = number (/ p).
Proof.
  intro p; rewrite !number_Q2R; destruct (Qeq_dec p 0) as [Z|N]; [|symmetry; apply Qreals.Q2R_inv; exact N].
  assert (I : (/ p == 0)%Q) by (rewrite Z; reflexivity).
  rewrite (Qreals.Qeq_eqR _ _ Z), (Qreals.Qeq_eqR _ _ I), RMicromega.Q2R_0; apply Rinv_0.
Qed.

Lemma value_add : forall a b p q r, a = number p -> b = number q -> Qeq_bool (p + q) r = true ->
  a + b = number r.
Proof. intros; subst; rewrite number_add; apply number_same; assumption. Qed.

Lemma value_mul : forall a b p q r, a = number p -> b = number q -> Qeq_bool (p * q) r = true ->
  a * b = number r.
Proof. intros; subst; rewrite number_mul; apply number_same; assumption. Qed.

Lemma zero_left : forall a b, a = number 0 -> a * b = number 0.
Proof. intros a b ->; apply Rmult_0_l. Qed.

Lemma zero_right : forall a b, b = number 0 -> a * b = number 0.
Proof. intros a b ->; apply Rmult_0_r. Qed.

Fixpoint qpow (p : Q) (n : nat) : Q := match n with O => 1 | S m => qmul p (qpow p m) end.

Definition qpowZ (p : Q) (e : Z) : Q :=
  match e with Z0 => 1 | Zpos n => qpow p (Pos.to_nat n) | Zneg n => qpow (/ p) (Pos.to_nat n) end.

Lemma number_qpow : forall p n, number p ^ n = number (qpow p n).
Proof.
  intros p n; induction n as [|n IH]; [reflexivity|]; simpl; rewrite IH, number_mul.
  apply number_same, Qeq_bool_iff; unfold qmul; symmetry; apply Qred_correct.
Qed.

Lemma value_power : forall a e p r, a = number p -> Qeq_bool (qpowZ p e) r = true -> powZ a e = number r.
Proof.
  intros a e p r -> H; rewrite <- (number_same _ _ H); destruct e as [|n|n]; [reflexivity | |].
  - rewrite powZ_pos; apply number_qpow.
  - rewrite powZ_neg, number_inv; apply number_qpow.
Qed.

Lemma value_root : forall d a p r, (0 <? d)%Z = true -> a = number p -> Qle_bool 0 r = true ->
  Qeq_bool (qpowZ r d) p = true -> root d a = number r.
Proof.
  intros d a p r D -> N H; apply root_unique; [exact D | apply number_nonneg; exact N|].
  apply (value_power _ _ r); [reflexivity | exact H].
Qed.

Fixpoint qtotal (qs : list Q) : Q := match qs with [] => 0 | q :: rest => qadd q (qtotal rest) end.

Fixpoint values_from (lo : Z) (f : Z -> R) (qs : list Q) : Prop :=
  match qs with [] => True | q :: rest => f lo = number q /\ values_from (lo + 1) f rest end.

Lemma number_qadd : forall p q, number p + number q = number (qadd p q).
Proof.
  intros p q; rewrite number_add; apply number_same, Qeq_bool_iff; unfold qadd; symmetry; apply Qred_correct.
Qed.

Lemma value_sum : forall lo hi f qs r, Nat.eqb (Z.to_nat (hi - lo + 1)) (length qs) = true ->
  values_from lo f qs -> Qeq_bool (qtotal qs) r = true -> sum lo hi f = number r.
Proof.
  intros lo hi f qs r L V H; unfold sum; apply Nat.eqb_eq in L; rewrite L, <- (number_same _ _ H).
  clear L H; revert lo V; induction qs as [|q qs IH]; intros lo V; [reflexivity|].
  destruct V as [V W]; simpl; rewrite V, (IH _ W); apply number_qadd.
Qed.

Lemma value_ind : forall P : Prop, P -> ind P = number 1.
Proof. intros P H; exact (ind_true P H). Qed.

Lemma value_no_ind : forall P : Prop, ~ P -> ind P = number 0.
Proof. intros P H; exact (ind_untrue P H). Qed.

Lemma value_first : forall (P : Prop) a b q, P -> a = number q -> choice P a b = number q.
Proof. intros P a b q H <-; symmetry; apply select_true; exact H. Qed.

Lemma value_second : forall (P : Prop) a b q, ~ P -> b = number q -> choice P a b = number q.
Proof. intros P a b q H <-; symmetry; apply select_untrue; exact H. Qed.

Fixpoint values_over {O : Type} (l : list O) (X : O -> R) (qs : list Q) : Prop :=
  match l, qs with
  | [], [] => True
  | w :: l', q :: qs' => X w = number q /\ values_over l' X qs'
  | _, _ => False
  end.

Lemma value_mean : forall (O : Type) (w : O) l X qs r, values_over (w :: l) X qs ->
  Qeq_bool (qtotal qs * / inject_Z (Z.of_nat (length (w :: l)))) r = true -> average w l X = number r.
Proof.
  intros O w l X qs r V H; unfold average; rewrite <- (number_same _ _ H), <- number_mul, <- number_inv.
  f_equal.
  clear H; revert qs V; generalize (w :: l) as l'; induction l' as [|v l' IH]; intros [|q qs] V; try easy.
  destruct V as [V W]; simpl; rewrite V, (IH _ W); apply number_qadd.
Qed.

(* -- formulas --------------------------------------------------------------------------------------------------- *)

Lemma holds_eq : forall a b p q, a = number p -> b = number q -> Qeq_bool p q = true -> a = b.
Proof. intros; subst; apply number_same; assumption. Qed.

Lemma holds_le : forall a b p q, a = number p -> b = number q -> Qle_bool p q = true -> a <= b.
Proof. intros; subst; rewrite !number_Q2R; apply Qreals.Qle_Rle, Qle_bool_iff; assumption. Qed.

Lemma holds_lt : forall a b p q, a = number p -> b = number q -> Qle_bool q p = false -> a < b.
Proof.
  intros a b p q -> -> H; rewrite !number_Q2R; apply Qreals.Qlt_Rlt, Qnot_le_lt; intro L.
  apply Qle_bool_iff in L; congruence.
Qed.

Lemma fails_eq : forall a b p q, a = number p -> b = number q -> Qeq_bool p q = false -> ~ a = b.
Proof. intros a b p q -> -> H E; exact (absurd_eq p q H E). Qed.

Lemma fails_le : forall a b p q, a = number p -> b = number q -> Qle_bool p q = false -> ~ a <= b.
Proof. intros a b p q -> -> H E; exact (absurd_le p q H E). Qed.

Lemma fails_lt : forall a b p q, a = number p -> b = number q -> Qle_bool q p = true -> ~ a < b.
Proof. intros a b p q -> -> H E; exact (absurd_lt p q H E). Qed.

Fixpoint each (lo : Z) (n : nat) (P : Z -> Prop) : Prop :=
  match n with O => True | S m => P lo /\ each (lo + 1) m P end.

Lemma all_between : forall lo hi n a b (P : Z -> Prop), a = IZR lo -> b = IZR hi ->
  Nat.eqb (Z.to_nat (hi - lo + 1)) n = true -> each lo n P -> forall v, a <= IZR v -> IZR v <= b -> P v.
Proof.
  intros lo hi n a b P -> -> N E v A B; apply le_IZR in A; apply le_IZR in B; apply Nat.eqb_eq in N.
  assert (K : (v < lo + Z.of_nat n)%Z) by lia; clear N B.
  revert lo E A K; induction n as [|n IH]; intros lo E A K; [lia|]; destruct E as [E F].
  destruct (Z.eq_dec lo v) as [<-|M]; [exact E | apply (IH (lo + 1)%Z F); lia].
Qed.
