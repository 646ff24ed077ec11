(* Sums over integers, indicators, whole powers and expectations: the laws of the core's table, by name. *)

From Coq Require Import Reals ZArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities.
Import ListNotations.
Open Scope R_scope.

(* -- an integer and its value as a real number ------------------------------------------------------- *)

Lemma cast_add : forall x y a b, IZR x = a -> IZR y = b -> IZR (x + y) = a + b.
Proof. intros; subst; apply plus_IZR. Qed.

Lemma cast_mul : forall x y a b, IZR x = a -> IZR y = b -> IZR (x * y) = a * b.
Proof. intros; subst; apply mult_IZR. Qed.

(* what is said of an integer, said of the same number in another form *)
Lemma carry : forall (P : Z -> R -> Prop) z r, IZR z = r -> P z (IZR z) -> P z r.
Proof. intros; subst; assumption. Qed.

Lemma carry_back : forall (P : Z -> R -> Prop) z r, IZR z = r -> P z r -> P z (IZR z).
Proof. intros; subst; assumption. Qed.

Lemma carry_term : forall (f : Z -> R -> R) z r, IZR z = r -> f z (IZR z) = f z r.
Proof. intros; subst; reflexivity. Qed.

Lemma carry_equal : forall (P : Z -> R -> Prop) y z a b,
  IZR y = a -> IZR z = b -> a = b -> P y a -> P z b.
Proof. intros P y z a b A B E H; subst a b; apply eq_IZR in E; subst; exact H. Qed.

Lemma equal_number : forall (P : R -> Prop) a b, a = b -> P a -> P b.
Proof. intros; subst; assumption. Qed.

Lemma whole_le : forall y z a b, IZR y = a -> IZR z = b -> a <= b -> (y <= z)%Z.
Proof. intros; subst; apply le_IZR; assumption. Qed.

Lemma whole_lt : forall y z a b, IZR y = a -> IZR z = b -> a < b -> (y < z)%Z.
Proof. intros; subst; apply lt_IZR; assumption. Qed.

Lemma whole_eq : forall y z a b, IZR y = a -> IZR z = b -> a = b -> y = z.
Proof. intros; subst; apply eq_IZR; assumption. Qed.

Theorem integer : forall y z a b, IZR y = a -> IZR z = b -> a < b -> a + 1 <= b.
Proof.
  intros y z a b A B H; subst; apply lt_IZR in H.
  replace 1 with (IZR 1) by reflexivity; rewrite <- plus_IZR; apply IZR_le; lia.
Qed.

Theorem trichotomy : forall a b : R, a < b \/ a = b \/ b < a.
Proof. intros; apply Rtotal_order. Qed.

Theorem induct : forall (lo : Z) (a : R) (P : Z -> Prop), IZR lo = a -> P lo ->
  (forall v, a <= IZR v -> P v -> P (v + 1)%Z) -> forall v, a <= IZR v -> P v.
Proof.
  intros lo a P A B S v H; subst; apply le_IZR in H.
  apply (Zlt_lower_bound_ind P lo); [|exact H].
  intros x I L; destruct (Z.eq_dec x lo) as [->|N]; [exact B|].
  replace x with (x - 1 + 1)%Z by lia; apply S; [apply IZR_le; lia | apply I; lia].
Qed.

(* -- sums of lists, as they are written: (a + b) + c ---------------------------------------------------- *)

Definition total (l : list R) : R := match l with [] => 0 | x :: r => fold_left Rplus r x end.
Definition multiplied (l : list R) : R := match l with [] => 1 | x :: r => fold_left Rmult r x end.

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

Lemma plus_equal : forall a b c d : R, a = c -> b = d -> a + b = c + d.
Proof. intros; subst; reflexivity. Qed.

Lemma times_equal : forall a b c d : R, a = c -> b = d -> a * b = c * d.
Proof. intros; subst; reflexivity. Qed.

(* -- sums ------------------------------------------------------------------------------------------- *)

Fixpoint sum_from (lo : Z) (n : nat) (f : Z -> R) : R :=
  match n with O => 0 | S m => f lo + sum_from (lo + 1) m f end.

Definition sum (lo hi : Z) (f : Z -> R) : R := sum_from lo (Z.to_nat (hi - lo + 1)) f.

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

Lemma sum_from_le : forall n lo f g,
  (forall v, (lo <= v)%Z -> (v < lo + Z.of_nat n)%Z -> f v <= g v) -> sum_from lo n f <= sum_from lo n g.
Proof.
  induction n as [|n IH]; intros lo f g H; simpl; [lra|].
  apply Rplus_le_compat; [apply H; lia | apply IH; intros; apply H; lia].
Qed.

Theorem under_sum_eq : forall lo hi a b f g, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> f v = g v) -> sum lo hi f = sum lo hi g.
Proof. intros; subst; apply sum_equal; intros; apply H1; apply IZR_le; assumption. Qed.

Theorem under_sum_le : forall lo hi a b f g, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> f v <= g v) -> sum lo hi f <= sum lo hi g.
Proof.
  intros; subst; unfold sum; apply sum_from_le; intros; apply H1; apply IZR_le; lia.
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

Lemma sum_zero : forall lo hi, sum lo hi (fun _ => 0) = 0.
Proof.
  intros lo hi; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
  induction n as [|n IH]; intro lo; simpl; [reflexivity | rewrite IH; ring].
Qed.

Theorem sum_add : forall lo hi (fs : list (Z -> R)),
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

Theorem sum_empty : forall lo hi f, (hi < lo)%Z -> sum lo hi f = 0.
Proof. intros lo hi f H; unfold sum; replace (Z.to_nat (hi - lo + 1)) with O by lia; reflexivity. Qed.

(* the numbers from lo on *)
Fixpoint numbers (lo : Z) (n : nat) : list Z :=
  match n with O => [] | S m => lo :: numbers (lo + 1) m end.

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

Theorem sum_swap : forall lo hi first last (f : Z -> Z -> R),
  sum lo hi (fun v => sum first last (f v)) = sum first last (fun w => sum lo hi (fun v => f v w)).
Proof.
  intros lo hi first last f.
  enough (G : forall n lo, sum_from lo n (fun v => sum first last (f v))
                           = sum first last (fun w => sum_from lo n (fun v => f v w)))
    by exact (G (Z.to_nat (hi - lo + 1)) lo).
  clear lo; induction n as [|n IH]; intro lo; cbn [sum_from]; [symmetry; apply sum_zero|].
  rewrite IH; symmetry; apply sum_plus.
Qed.

Lemma sum_ones_whole : forall lo hi, (lo <= hi + 1)%Z -> sum lo hi (fun _ => 1) = IZR (hi - lo + 1).
Proof.
  intros lo hi H; unfold sum; rewrite <- (Z2Nat.id (hi - lo + 1)) at 2 by lia.
  generalize (Z.to_nat (hi - lo + 1)) as n; intro n; clear H; revert lo.
  induction n as [|n IH]; intro lo; [reflexivity|].
  cbn [sum_from]; rewrite IH, Nat2Z.inj_succ, <- Z.add_1_r, plus_IZR; ring.
Qed.

Theorem sum_ones : forall lo hi a b, IZR lo = a -> IZR hi = b ->
  (lo <= hi + 1)%Z -> sum lo hi (fun _ => 1) = b + -1 * a + 1.
Proof.
  intros lo hi a b A B H; subst; rewrite sum_ones_whole by exact H.
  rewrite plus_IZR, minus_IZR; ring.
Qed.

(* -- indicators and cases ------------------------------------------------------------------------------ *)

(* 1 where P holds, else 0: the least upper bound of 0 and, if P, of 1 *)
Definition ind (P : Prop) : R := real (Lub_Rbar (fun x => x = 0 \/ (P /\ x = 1))).

Lemma ind_true : forall P : Prop, P -> ind P = 1.
Proof.
  intros P H; unfold ind; rewrite (is_lub_Rbar_unique _ (Finite 1)); [reflexivity|].
  split; [intros x [-> | [_ ->]]; simpl; lra | intros b U; apply U; tauto].
Qed.

Lemma ind_untrue : forall P : Prop, ~ P -> ind P = 0.
Proof.
  intros P H; unfold ind; rewrite (is_lub_Rbar_unique _ (Finite 0)); [reflexivity|].
  split; [intros x [-> | [G _]]; [simpl; lra | tauto] | intros b U; apply U; tauto].
Qed.

Ltac by_truth P := destruct (classic P);
  [rewrite ?(ind_true P) in * by assumption | rewrite ?(ind_untrue P) in * by assumption].

Theorem ind_not : forall P : Prop, ind (~ P) = 1 + -1 * ind P.
Proof.
  intro P; destruct (classic P).
  - rewrite (ind_true P), (ind_untrue (~ P)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_true (~ P)) by tauto; ring.
Qed.

Theorem ind_and : forall P Q : Prop, ind (P /\ Q) = ind P * ind Q.
Proof.
  intros P Q; destruct (classic P), (classic Q).
  - rewrite (ind_true P), (ind_true Q), (ind_true (P /\ Q)) by tauto; ring.
  - rewrite (ind_untrue Q), (ind_untrue (P /\ Q)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_untrue (P /\ Q)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_untrue (P /\ Q)) by tauto; ring.
Qed.

Theorem ind_or : forall P Q : Prop, ind (P \/ Q) = 1 + -1 * ((1 + -1 * ind P) * (1 + -1 * ind Q)).
Proof.
  intros P Q; destruct (classic P), (classic Q).
  - rewrite (ind_true P), (ind_true Q), (ind_true (P \/ Q)) by tauto; ring.
  - rewrite (ind_true P), (ind_true (P \/ Q)) by tauto; ring.
  - rewrite (ind_true Q), (ind_true (P \/ Q)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_untrue Q), (ind_untrue (P \/ Q)) by tauto; ring.
Qed.

Fixpoint all_of (l : list Prop) : Prop :=
  match l with [] => True | [P] => P | P :: r => P /\ all_of r end.

Fixpoint one_of (l : list Prop) : Prop :=
  match l with [] => False | [P] => P | P :: r => P \/ one_of r end.

Theorem ind_all : forall l, ind (all_of l) = multiplied (map ind l).
Proof.
  induction l as [|P [|Q l] IH]; [apply ind_true; exact I | reflexivity |].
  rewrite map_cons, multiplied_cons, <- IH; apply ind_and.
Qed.

Theorem ind_any : forall l,
  ind (one_of l) = 1 + -1 * multiplied (map (fun P => 1 + -1 * ind P) l).
Proof.
  induction l as [|P [|Q l] IH].
  - rewrite (ind_untrue (one_of [])) by tauto; simpl; ring.
  - simpl; ring.
  - rewrite map_cons, multiplied_cons.
    change (ind (P \/ one_of (Q :: l))
            = 1 + -1 * ((1 + -1 * ind P) * multiplied (map (fun P => 1 + -1 * ind P) (Q :: l)))).
    rewrite ind_or, IH; ring.
Qed.

Fixpoint one_is_zero (l : list R) : Prop :=
  match l with [] => False | [x] => x = 0 | x :: r => x = 0 \/ one_is_zero r end.

Theorem zero_product : forall l, multiplied l = 0 -> one_is_zero l.
Proof.
  induction l as [|x [|y l] IH]; [simpl; lra | tauto |].
  rewrite multiplied_cons; intro H; apply Rmult_integral in H; destruct H as [H|H].
  - left; exact H.
  - right; apply IH; exact H.
Qed.

Theorem ind_implies : forall P Q : Prop, ind (P -> Q) = 1 + -1 * (ind P * (1 + -1 * ind Q)).
Proof.
  intros P Q; destruct (classic P), (classic Q).
  - rewrite (ind_true Q), (ind_true (P -> Q)) by tauto; ring.
  - rewrite (ind_true P), (ind_untrue Q), (ind_untrue (P -> Q)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_true (P -> Q)) by tauto; ring.
  - rewrite (ind_untrue P), (ind_true (P -> Q)) by tauto; ring.
Qed.

Theorem ind_false : ind False = 0.
Proof. apply ind_untrue; tauto. Qed.

Theorem ind_square : forall P : Prop, powZ (ind P) 2 = ind P.
Proof. intro P; simpl; by_truth P; ring. Qed.

Theorem ind_same : forall P Q : Prop, (P -> Q) -> (Q -> P) -> ind P = ind Q.
Proof.
  intros P Q F G; destruct (classic P).
  - rewrite (ind_true P), (ind_true Q) by tauto; reflexivity.
  - rewrite (ind_untrue P), (ind_untrue Q) by tauto; reflexivity.
Qed.

Theorem ind_lower : forall P : Prop, 0 <= ind P.
Proof. intro P; by_truth P; lra. Qed.

Theorem ind_upper : forall P : Prop, ind P <= 1.
Proof. intro P; by_truth P; lra. Qed.

(* a where P holds, else b *)
Definition choice (P : Prop) (a b : R) : R := ind P * a + (1 + -1 * ind P) * b.

Theorem cases : forall P a b, choice P a b = ind P * a + (1 + -1 * ind P) * b.
Proof. reflexivity. Qed.

Theorem select_true : forall (P : Prop) a b, P -> a = choice P a b.
Proof. intros P a b H; unfold choice; rewrite ind_true by exact H; ring. Qed.

Theorem select_untrue : forall (P : Prop) a b, ~ P -> b = choice P a b.
Proof. intros P a b H; unfold choice; rewrite ind_untrue by exact H; ring. Qed.

Theorem under_guard : forall (P : Prop) a b, (P -> a = b) -> ind P * a = ind P * b.
Proof. intros P a b H; destruct (classic P); [rewrite H by assumption | rewrite ind_untrue by assumption]; ring. Qed.

Theorem sum_delta : forall lo hi e a b r f, IZR lo = a -> IZR hi = b -> IZR e = r ->
  sum lo hi (fun v => ind (IZR v = r) * f v) = ind (a <= r) * ind (r <= b) * f e.
Proof.
  intros lo hi e a b r f A B E; subst.
  destruct (classic (IZR lo <= IZR e)) as [L|L].
  2: { rewrite (ind_untrue (IZR lo <= IZR e)) by exact L.
       rewrite (sum_equal lo hi _ (fun _ => 0)); [rewrite sum_zero; ring|].
       intros v V W; rewrite ind_untrue; [ring|].
       intro Q; apply L; rewrite <- Q; apply IZR_le; exact V. }
  destruct (classic (IZR e <= IZR hi)) as [H|H].
  2: { rewrite (ind_untrue (IZR e <= IZR hi)) by exact H.
       rewrite (sum_equal lo hi _ (fun _ => 0)); [rewrite sum_zero; ring|].
       intros v V W; rewrite ind_untrue; [ring|].
       intro Q; apply H; rewrite <- Q; apply IZR_le; exact W. }
  rewrite !ind_true by assumption; apply le_IZR in L; apply le_IZR in H.
  rewrite (split lo e hi) by lia; rewrite (sum_equal (e + 1) hi _ (fun _ => 0)).
  2: { intros v V W; rewrite ind_untrue; [ring|]; intro Q; apply eq_IZR in Q; lia. }
  rewrite (split lo (e - 1) e) by lia; rewrite (sum_equal lo (e - 1) _ (fun _ => 0)).
  2: { intros v V W; rewrite ind_untrue; [ring|]; intro Q; apply eq_IZR in Q; lia. }
  rewrite !sum_zero; unfold sum; replace (Z.to_nat (e - (e - 1 + 1) + 1)) with 1%nat by lia; simpl.
  replace (e - 1 + 1)%Z with e by lia; rewrite ind_true by reflexivity; ring.
Qed.

(* the same over Z *)
Definition indZ (P : Prop) : Z := (up (ind P) - 1)%Z.
Definition choiceZ (P : Prop) (a b : Z) : Z := (indZ P * a + (1 + -1 * indZ P) * b)%Z.

Lemma cast_ind : forall P, IZR (indZ P) = ind P.
Proof.
  intro P; unfold indZ; destruct (classic P).
  - rewrite ind_true by assumption; rewrite <- (tech_up 1 2); [reflexivity | simpl; lra | simpl; lra].
  - rewrite ind_untrue by assumption; rewrite <- (tech_up 0 1); [reflexivity | lra | lra].
Qed.

Lemma cast_choice : forall P x y a b, IZR x = a -> IZR y = b -> IZR (choiceZ P x y) = choice P a b.
Proof.
  intros; subst; unfold choiceZ, choice; rewrite plus_IZR, !mult_IZR, plus_IZR, mult_IZR, cast_ind; reflexivity.
Qed.

(* -- whole powers ---------------------------------------------------------------------------------------- *)

Lemma powZ_of_nat : forall b n, powZ b (Z.of_nat n) = b ^ n.
Proof.
  intros b [|n]; [reflexivity|].
  rewrite <- positive_nat_Z with (p := Pos.of_succ_nat n) || idtac.
  replace (Z.of_nat (S n)) with (Zpos (Pos.of_succ_nat n)) by reflexivity.
  rewrite powZ_pos, SuccNat2Pos.id_succ; reflexivity.
Qed.

Lemma powZ_nonneg : forall b e, (0 <= e)%Z -> powZ b e = b ^ Z.to_nat e.
Proof. intros b e H; rewrite <- (Z2Nat.id e) at 1 by exact H; apply powZ_of_nat. Qed.

Lemma cast_power : forall x a e, (0 <=? e)%Z = true -> IZR x = a -> IZR (x ^ e) = powZ a e.
Proof.
  intros x a e E H; subst; apply Z.leb_le in E; rewrite powZ_nonneg by exact E.
  rewrite <- (Z2Nat.id e) at 1 by exact E; symmetry; apply pow_IZR.
Qed.

Lemma powZ_opp : forall b e, powZ b (- e) = powZ (/ b) e.
Proof.
  intros b [|p|p]; [reflexivity | reflexivity |].
  simpl Z.opp; rewrite powZ_pos, powZ_neg, Rinv_inv; reflexivity.
Qed.

Lemma powZ_negative : forall b e, (e < 0)%Z -> powZ b e = (/ b) ^ Z.to_nat (- e).
Proof.
  intros b e H; replace e with (- - e)%Z at 1 by lia; rewrite powZ_opp; apply powZ_nonneg; lia.
Qed.

Lemma powZ_succ : forall b e, b <> 0 -> powZ b (e + 1) = b * powZ b e.
Proof.
  intros b e B; destruct (Z_lt_le_dec e 0) as [H|H].
  - rewrite (powZ_negative b e) by exact H.
    destruct (Z.eq_dec e (-1)) as [->|N]; [simpl; field; exact B|].
    rewrite powZ_negative by lia.
    replace (Z.to_nat (- e)) with (S (Z.to_nat (- (e + 1)))) by lia; simpl; field; exact B.
  - rewrite !powZ_nonneg by lia.
    replace (Z.to_nat (e + 1)) with (S (Z.to_nat e)) by lia; reflexivity.
Qed.

Lemma powZ_add : forall b m n, b <> 0 -> powZ b (m + n) = powZ b m * powZ b n.
Proof.
  intros b m n B; revert n.
  enough (P : forall k n, powZ b (Z.of_nat k + n) = powZ b (Z.of_nat k) * powZ b n).
  { intro n; destruct (Z_le_gt_dec 0 m) as [H|H].
    - rewrite <- (Z2Nat.id m) by exact H; apply P.
    - assert (E : powZ b (- m) * powZ b (m + n) = powZ b n).
      { rewrite <- (Z2Nat.id (- m)) by lia; rewrite <- P; f_equal; lia. }
      assert (F : powZ b (- m) * powZ b m = 1).
      { rewrite <- (Z2Nat.id (- m)) by lia; rewrite <- P; replace (_ + m)%Z with 0%Z by lia; reflexivity. }
      assert (N : powZ b (- m) <> 0) by (intro Z; rewrite Z in F; lra).
      apply (Rmult_eq_reg_l (powZ b (- m))); [|exact N].
      rewrite E, <- Rmult_assoc, F; ring. }
  induction k as [|k IH]; intro n; [simpl; ring|].
  replace (Z.of_nat (S k) + n)%Z with ((Z.of_nat k + n) + 1)%Z by lia.
  replace (Z.of_nat (S k)) with (Z.of_nat k + 1)%Z by lia.
  rewrite !powZ_succ, IH by exact B; ring.
Qed.

Theorem power_add : forall b m n x y, IZR m = x -> IZR n = y ->
  (b <> 0 \/ (0 <= x /\ 0 <= y)) -> powZ b (m + n) = powZ b m * powZ b n.
Proof.
  intros b m n x y X Y [B|[M N]]; [apply powZ_add; exact B|]; subst.
  apply le_IZR in M; apply le_IZR in N.
  rewrite !powZ_nonneg, Z2Nat.inj_add, pow_add by lia; reflexivity.
Qed.

Lemma powZ_inverse : forall b n, powZ (/ b) n = / powZ b n.
Proof.
  intros b n; destruct (Z_le_gt_dec 0 n) as [H|H].
  - rewrite !powZ_nonneg by exact H; apply pow_inv.
  - rewrite !powZ_negative by lia; apply pow_inv.
Qed.

Theorem power_power : forall b m n x y, IZR m = x -> IZR n = y ->
  (b <> 0 \/ (0 <= x /\ 0 <= y)) -> powZ (powZ b m) n = powZ b (m * n).
Proof.
  intros b m n x y X Y C; subst.
  destruct (Z_le_gt_dec 0 n) as [N|N].
  - destruct (Z_le_gt_dec 0 m) as [M|M].
    + rewrite !powZ_nonneg, Z2Nat.inj_mul, pow_mult by nia; reflexivity.
    + rewrite (powZ_negative b m), (powZ_nonneg _ n), <- pow_mult by lia.
      replace (m * n)%Z with (- (- m * n))%Z by ring; rewrite powZ_opp, powZ_nonneg by nia.
      rewrite Z2Nat.inj_mul by lia; reflexivity.
  - destruct (Z_le_gt_dec 0 m) as [M|M].
    + rewrite (powZ_nonneg b m), (powZ_negative _ n), <- pow_inv, <- pow_mult by lia.
      replace (m * n)%Z with (- (m * - n))%Z by ring; rewrite powZ_opp, powZ_nonneg by nia.
      rewrite Z2Nat.inj_mul by lia; reflexivity.
    + rewrite (powZ_negative b m), (powZ_negative _ n), <- pow_inv, Rinv_inv, <- pow_mult by lia.
      rewrite powZ_nonneg by nia; replace (m * n)%Z with (- m * - n)%Z by ring.
      rewrite Z2Nat.inj_mul by lia; reflexivity.
Qed.

Theorem power_product : forall a b n, powZ (a * b) n = powZ a n * powZ b n.
Proof.
  intros a b n; destruct (Z_le_gt_dec 0 n) as [N|N].
  - rewrite !powZ_nonneg by exact N; apply Rpow_mult_distr.
  - rewrite !powZ_negative, Rinv_mult, Rpow_mult_distr by lia; reflexivity.
Qed.

Theorem power_one : forall n, powZ 1 n = 1.
Proof.
  intro n; destruct (Z_le_gt_dec 0 n) as [N|N].
  - rewrite powZ_nonneg by exact N; apply pow1.
  - rewrite powZ_negative, Rinv_1 by lia; apply pow1.
Qed.

(* -- expectations ------------------------------------------------------------------------------------------ *)

(* A positive linear functional on the functions of an outcome, with E 1 = 1. *)
Definition expectation (Omega : Type) (E : (Omega -> R) -> R) : Prop :=
  (forall X Y, E (fun w => X w + Y w) = E X + E Y)
  /\ (forall c X, E (fun w => c * X w) = c * E X)
  /\ E (fun _ => 1) = 1
  /\ (forall X Y, (forall w, X w <= Y w) -> E X <= E Y).

(* it contradicts nothing: two outcomes, each as likely as the other *)
Lemma expectation_of_two : expectation bool (fun X => (X true + X false) / 2).
Proof.
  repeat split; intros; try field.
  pose proof (H true); pose proof (H false); lra.
Qed.

Section Means.
  Variables (Omega : Type) (E : (Omega -> R) -> R).
  Hypothesis mean : expectation Omega E.

  Theorem under_mean_le : forall X Y, (forall w, X w <= Y w) -> E X <= E Y.
  Proof. destruct mean as (_ & _ & _ & P); exact P. Qed.

  Theorem under_mean_eq : forall X Y, (forall w, X w = Y w) -> E X = E Y.
  Proof. intros X Y H; apply Rle_antisym; apply under_mean_le; intro w; rewrite (H w); lra. Qed.

  Theorem mean_factor : forall c X, E (fun w => c * X w) = c * E X.
  Proof. destruct mean as (_ & M & _); exact M. Qed.

  Theorem mean_constant : forall c, E (fun _ => c) = c.
  Proof.
    intro c; destruct mean as (_ & M & U & _).
    transitivity (E (fun _ => c * 1)); [apply under_mean_eq; intro; ring | rewrite (M c), U; ring].
  Qed.

  Theorem mean_add : forall Xs : list (Omega -> R),
    E (fun w => total (map (fun X => X w) Xs)) = total (map E Xs).
  Proof.
    intro Xs; induction Xs as [|X Xs IH]; [exact (mean_constant 0)|].
    rewrite map_cons, total_cons, <- IH; destruct mean as (A & _).
    rewrite <- A; apply under_mean_eq; intro w; rewrite map_cons; apply total_cons.
  Qed.

  Theorem mean_sum : forall lo hi (X : Z -> Omega -> R),
    E (fun w => sum lo hi (fun v => X v w)) = sum lo hi (fun v => E (X v)).
  Proof.
    intros lo hi X; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
    induction n as [|n IH]; intro lo; simpl; [exact (mean_constant 0)|].
    rewrite <- IH; destruct mean as (A & _); apply A.
  Qed.
End Means.
