(* Roots, functions of a vector and their derivatives, limits. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical FunctionalExtensionality Machin.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums.
Import ListNotations.
Open Scope R_scope.

(* -- exp and pi ------------------------------------------------------------------------------------------ *)

Theorem exp_positive : forall x : R, 0 < exp x.
Proof. apply exp_pos. Qed.

Theorem exp_nonzero : forall x : R, exp x <> 0.
Proof. intros x H; pose proof (exp_pos x); lra. Qed.

Theorem exp_lower : forall x : R, 1 + x <= exp x.
Proof.
  intro x; destruct (Req_dec x 0) as [->|N]; [rewrite exp_0; lra | left; apply exp_ineq1; exact N].
Qed.

Theorem exp_sum : forall l : list R, exp (total l) = multiplied (map exp l).
Proof.
  induction l as [|x l IH]; [exact exp_0|].
  rewrite map_cons, total_cons, multiplied_cons, <- IH; apply exp_plus.
Qed.

Theorem pi_bounds : 333 / 106 < PI /\ PI < 355 / 113.
Proof.
  pose proof (PI_2_3_7_ineq 4) as [A B].
  unfold tg_alt, PI_2_3_7_tg, Ratan_seq in A, B; simpl in A, B; split; lra.
Qed.

(* -- roots of real numbers ------------------------------------------------------------------------------- *)

(* the d-th root of a number that is not negative; 0 of those that are *)
Definition root (d : Z) (r : R) : R := choice (0 < r) (exp (ln r / IZR d)) 0.

Lemma root_of_positive : forall d r, 0 < r -> root d r = exp (ln r / IZR d).
Proof. intros d r H; unfold root; symmetry; apply select_true; exact H. Qed.

Lemma root_of_zero : forall d, root d 0 = 0.
Proof. intro d; unfold root; symmetry; apply select_untrue; lra. Qed.

Theorem root_positive : forall d r, 0 < r -> 0 < root d r.
Proof. intros d r H; rewrite root_of_positive by exact H; apply exp_pos. Qed.

Theorem root_sign : forall d r, 0 <= r -> 0 <= root d r.
Proof.
  intros d r [H|<-]; [left; apply root_positive; exact H | rewrite root_of_zero; lra].
Qed.

Lemma exp_times : forall n x, exp x ^ n = exp (INR n * x).
Proof.
  induction n as [|n IH]; intro x; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
  rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Theorem exp_power : forall x n r, IZR n = r -> powZ (exp x) n = exp (r * x).
Proof.
  intros x n r <-; destruct (Z_le_gt_dec 0 n) as [H|H].
  - rewrite powZ_nonneg, exp_times, INR_IZR_INZ, Z2Nat.id by exact H; reflexivity.
  - rewrite powZ_negative, <- exp_Ropp, exp_times, INR_IZR_INZ, Z2Nat.id, opp_IZR by lia; f_equal; ring.
Qed.

Theorem root_power : forall d r, (0 <? d)%Z = true -> 0 <= r -> powZ (root d r) d = r.
Proof.
  intros d r D H; apply Z.ltb_lt in D; rewrite powZ_nonneg by lia; destruct H as [H|<-].
  - rewrite root_of_positive, exp_times, INR_IZR_INZ, Z2Nat.id by (lia || exact H).
    replace (IZR d * (ln r / IZR d)) with (ln r) by (field; apply IZR_neq; lia).
    apply exp_ln; exact H.
  - rewrite root_of_zero; apply pow_i; lia.
Qed.

Theorem root_unique : forall d r s, (0 <? d)%Z = true -> 0 <= s -> powZ s d = r -> root d r = s.
Proof.
  intros d r s D S P; apply Z.ltb_lt in D; rewrite powZ_nonneg in P by lia; subst r.
  destruct S as [S|<-].
  - rewrite root_of_positive by (apply pow_lt; exact S).
    rewrite ln_pow, INR_IZR_INZ, Z2Nat.id by (lia || exact S).
    replace (IZR d * ln s / IZR d) with (ln s) by (field; apply IZR_neq; lia).
    apply exp_ln; exact S.
  - rewrite pow_i by lia; apply root_of_zero.
Qed.

(* -- vectors ----------------------------------------------------------------------------------------------- *)

(* the components 1, ..., n *)
Definition vec (n : Z) (f : Z -> R) : list R := map (fun i => f (Z.of_nat i)) (seq 1 (Z.to_nat n)).

Theorem under_call : forall (F : list R -> R) n r a b, IZR n = r ->
  (forall v, 1 <= IZR v -> IZR v <= r -> a v = b v) -> F (vec n a) = F (vec n b).
Proof.
  intros F n r a b E H; subst; f_equal; unfold vec; apply map_ext_in.
  intros i I; apply in_seq in I; apply H; apply IZR_le; lia.
Qed.

(* the place of the i-th component, counted from 1; none for an index below 1 *)
Definition component (x : list R) (i : Z) : R :=
  match i with Zpos p => nth (Nat.pred (Pos.to_nat p)) x 0 | _ => 0 end.

Fixpoint changed_at (n : nat) (x : list R) (r : R) : list R :=
  match x, n with
  | [], _ => []
  | _ :: l, O => r :: l
  | y :: l, S m => y :: changed_at m l r
  end.

Definition changed (x : list R) (i : Z) (r : R) : list R :=
  match i with Zpos p => changed_at (Nat.pred (Pos.to_nat p)) x r | _ => x end.

(* partial derivatives, by the first of the indices first *)
Definition slope (F : list R -> R) (i : Z) (x : list R) : R :=
  Derive (fun r => F (changed x i r)) (component x i).

Definition partial (F : list R -> R) (indices : list Z) : list R -> R := fold_left slope indices F.

(* a family with another number at one place *)
Definition upd1 (a : Z -> R) (i : Z) (r : R) : Z -> R := fun j => if Z.eq_dec i j then r else a j.

Definition upd2 (a : Z -> Z -> R) (i1 i2 : Z) (r : R) : Z -> Z -> R :=
  fun j1 j2 => if Z.eq_dec i1 j1 then upd1 (a i1) i2 r j2 else a j1 j2.

(* -- differentiability at a vector ------------------------------------------------------------------------ *)

(* the sum of the absolute differences of components, and of weighted differences *)
Fixpoint distance (x y : list R) : R :=
  match x, y with a :: x', b :: y' => Rabs (a - b) + distance x' y' | _, _ => 0 end.

Fixpoint weighted (g x y : list R) : R :=
  match g, x, y with c :: g', a :: x', b :: y' => c * (a - b) + weighted g' x' y' | _, _, _ => 0 end.

(* F x = F y + sum of g_i (x_i - y_i) + o(|x - y|) *)
Definition has_gradient (F : list R -> R) (g y : list R) : Prop :=
  forall eps, 0 < eps -> exists delta, 0 < delta /\
    forall x, length x = length y -> distance x y < delta ->
      Rabs (F x - F y - weighted g x y) <= eps * distance x y.

Definition differentiable (F : list R -> R) (y : list R) : Prop :=
  exists g, length g = length y /\ has_gradient F g y.

Definition near (y : list R) (P : list R -> Prop) : Prop :=
  exists delta, 0 < delta /\ forall x, length x = length y -> distance x y < delta -> P x.

(* n times differentiable at y: once less in a neighbourhood, and the partial derivatives once less at y *)
Fixpoint smooth (F : list R -> R) (n : nat) (y : list R) : Prop :=
  match n with
  | O => True
  | S O => differentiable F y
  | S m => near y (smooth F m) /\ forall i, smooth (slope F i) m y
  end.

Lemma distance_self : forall y, distance y y = 0.
Proof. induction y as [|b y IH]; simpl; [reflexivity|]; rewrite IH, Rminus_eq_0, Rabs_R0; ring. Qed.

Lemma distance_nonneg : forall x y, 0 <= distance x y.
Proof.
  induction x as [|a x IH]; intros [|b y]; simpl; try lra.
  pose proof (Rabs_pos (a - b)); pose proof (IH y); lra.
Qed.

Lemma near_here : forall y P, near y P -> P y.
Proof. intros y P (d & D & H); apply H; [reflexivity | rewrite distance_self; exact D]. Qed.

Lemma smooth_less : forall F n y, smooth F (S (S n)) y -> smooth F (S n) y.
Proof. intros F n y [H _]; apply near_here in H; exact H. Qed.

Theorem less_smooth : forall F m n y, ((1 <=? m) && (m <=? n))%nat = true -> smooth F n y -> smooth F m y.
Proof.
  intros F m n y B; apply andb_prop in B; destruct B as [A B].
  apply Nat.leb_le in A; apply Nat.leb_le in B.
  induction n as [|n IH]; [replace m with 0%nat by lia; tauto|].
  destruct (Nat.eq_dec m (S n)) as [->|N]; [tauto|].
  intro H; apply IH; [lia|]; destruct n as [|n]; [lia|]; apply smooth_less; exact H.
Qed.

Lemma smooth_partial : forall indices F y, smooth F (S (length indices)) y -> differentiable (partial F indices) y.
Proof.
  induction indices as [|i l IH]; intros F y H; [exact H|].
  destruct H as [_ H]; apply (IH (slope F i)); apply H.
Qed.

Lemma changed_length : forall x i r, length (changed x i r) = length x.
Proof.
  intros x [|p|p] r; simpl; try reflexivity; generalize (Nat.pred (Pos.to_nat p)) as n.
  induction x as [|a x IH]; intros [|n]; simpl; try reflexivity; rewrite IH; reflexivity.
Qed.

Lemma changed_distance : forall x n r, distance (changed_at n x r) x <= Rabs (r - nth n x 0).
Proof.
  induction x as [|a x IH]; intros [|n] r; simpl; try apply Rabs_pos.
  - rewrite distance_self; lra.
  - rewrite Rminus_eq_0, Rabs_R0; pose proof (IH n r); lra.
Qed.

Lemma changed_weighted : forall g x n r, length g = length x ->
  weighted g (changed_at n x r) x = nth n g 0 * (r - nth n x 0) \/ (length x <= n)%nat.
Proof.
  assert (Z : forall g y, weighted g y y = 0).
  { induction g as [|c g IH]; intros [|b y]; simpl; try reflexivity; rewrite IH; ring. }
  induction g as [|c g IH]; intros [|a x] [|n] r H; simpl in *; try (right; lia); try discriminate.
  - left; rewrite Z; ring.
  - destruct (IH x n r) as [E|E]; [lia | left; rewrite E; ring | right; lia].
Qed.

Lemma changed_same : forall x n, changed_at n x (nth n x 0) = x.
Proof.
  induction x as [|a x IH]; intros [|n]; simpl; try reflexivity; rewrite IH; reflexivity.
Qed.

(* a gradient's components are the partial derivatives *)
Lemma gradient_slope : forall F g y n, has_gradient F g y -> length g = length y -> (n < length y)%nat ->
  slope F (Z.of_nat (S n)) y = nth n g 0.
Proof.
  intros F g y n H L N; unfold slope.
  replace (component y (Z.of_nat (S n))) with (nth n y 0)
    by (simpl component; rewrite SuccNat2Pos.pred_id; reflexivity).
  apply is_derive_unique, is_derive_Reals.
  intros eps P; destruct (H (eps / 2)) as (d & D & G); [lra|].
  exists (mkposreal d D); intros h N0 B; simpl in B.
  simpl changed; rewrite SuccNat2Pos.pred_id.
  set (x := changed_at n y (nth n y 0 + h)); rewrite changed_same.
  assert (X : distance x y <= Rabs h).
  { replace h with (nth n y 0 + h - nth n y 0) at 1 by ring; apply changed_distance. }
  assert (LX : length x = length y).
  { pose proof (changed_length y (Z.of_nat (S n)) (nth n y 0 + h)) as E; simpl in E.
    rewrite SuccNat2Pos.pred_id in E; exact E. }
  specialize (G x LX ltac:(lra)).
  destruct (changed_weighted g y n (nth n y 0 + h) L) as [W|W]; [|lia].
  fold x in W; rewrite W in G.
  replace (nth n y 0 + h - nth n y 0) with h in G by ring.
  replace ((F x - F y) / h - nth n g 0) with ((F x - F y - nth n g 0 * h) / h) by (field; exact N0).
  assert (A : 0 < Rabs h) by (apply Rabs_pos_lt; exact N0).
  unfold Rdiv; rewrite Rabs_mult, Rabs_inv.
  apply (Rmult_lt_reg_r (Rabs h)); [exact A|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (eps / 2 * distance x y <= eps / 2 * Rabs h) by (apply Rmult_le_compat_l; lra).
  assert (0 < eps * Rabs h) by (apply Rmult_lt_0_compat; lra); lra.
Qed.

(* -- derivatives, by the table of the core ------------------------------------------------------------------ *)

Lemma d_equal : forall (f : R -> R) (x a b : R), a = b -> is_derive f x a -> is_derive f x b.
Proof. intros; subst; assumption. Qed.

Lemma d_const : forall c x : R, is_derive (fun _ : R => c) x 0.
Proof. intros c x; apply @is_derive_const. Qed.

Lemma d_id : forall x : R, is_derive (fun r : R => r) x 1.
Proof. intro x; apply @is_derive_id. Qed.

Lemma d_add : forall (f g : R -> R) (x a b : R), is_derive f x a -> is_derive g x b ->
  is_derive (fun r => f r + g r) x (a + b).
Proof. intros; apply @is_derive_plus; assumption. Qed.

Lemma d_mul : forall (f g : R -> R) (x a b : R), is_derive f x a -> is_derive g x b ->
  is_derive (fun r => f r * g r) x (a * g x + f x * b).
Proof.
  intros f g x a b F G; apply (is_derive_mult f g x a b F G); intros; apply Rmult_comm.
Qed.

Lemma d_exp : forall (f : R -> R) (x a : R), is_derive f x a -> is_derive (fun r => exp (f r)) x (exp (f x) * a).
Proof.
  intros f x a H; apply (d_equal _ _ (a * exp (f x))); [ring|].
  apply @is_derive_comp; [apply is_derive_exp | exact H].
Qed.

Lemma d_powN : forall (f : R -> R) (x a : R) (n : nat), is_derive f x a ->
  is_derive (fun r => f r ^ n) x (INR n * f x ^ Nat.pred n * a).
Proof.
  intros f x a n H; apply (d_equal _ _ (INR n * a * f x ^ Nat.pred n)); [ring|].
  apply is_derive_pow; exact H.
Qed.

Lemma d_pow : forall (f : R -> R) (x a : R) e e' r, IZR e = r -> (e' = e - 1)%Z -> is_derive f x a ->
  (0 <= r \/ f x <> 0) -> is_derive (fun s => powZ (f s) e) x (r * powZ (f x) e' * a).
Proof.
  intros f x a e e' r E -> H C; subst r.
  destruct (Z.eq_dec e 0) as [->|Z0].
  { apply (d_equal _ _ 0); [simpl; ring | apply (d_const 1 x)]. }
  destruct (Z_lt_le_dec 0 e) as [P|P].
  - apply (is_derive_ext (fun s => f s ^ Z.to_nat e)).
    { intro s; symmetry; apply powZ_nonneg; lia. }
    apply (d_equal _ _ (INR (Z.to_nat e) * f x ^ Nat.pred (Z.to_nat e) * a)); [|apply d_powN; exact H].
    rewrite INR_IZR_INZ, Z2Nat.id, powZ_nonneg by lia.
    replace (Z.to_nat (e - 1)) with (Nat.pred (Z.to_nat e)) by lia; reflexivity.
  - assert (N : f x <> 0).
    { destruct C as [C|C]; [|exact C]; apply le_IZR in C; lia. }
    apply (is_derive_ext (fun s => (/ f s) ^ Z.to_nat (- e))).
    { intro s; destruct (Z.eq_dec e 0) as [->|M]; [reflexivity | symmetry; apply powZ_negative; lia]. }
    eapply d_equal; [|apply d_powN, @is_derive_inv; [exact H | exact N]].
    rewrite INR_IZR_INZ, Z2Nat.id, opp_IZR by lia.
    destruct (Z.eq_dec e 0) as [->|M]; [simpl; ring|].
    rewrite powZ_negative by lia.
    replace (Z.to_nat (- (e - 1))) with (S (S (Nat.pred (Z.to_nat (- e))))) by lia; simpl pow.
    field; exact N.
Qed.

Lemma d_root : forall (f : R -> R) (x a : R) d, (0 <? d)%Z = true -> is_derive f x a -> 0 < f x ->
  is_derive (fun r => root d (f r)) x (1 / IZR d * root d (f x) * powZ (f x) (-1) * a).
Proof.
  intros f x a d D H P; apply Z.ltb_lt in D.
  assert (N : IZR d <> 0) by (apply IZR_neq; lia).
  apply (is_derive_ext_loc (fun r => exp (ln (f r) / IZR d))).
  { assert (C : continuous f x) by (apply @ex_derive_continuous; exists a; exact H).
    assert (Q : locally (f x) (fun s => 0 < s)) by (apply open_gt; exact P).
    specialize (C _ Q); unfold filtermap in C; generalize C; apply filter_imp.
    intros r R; symmetry; apply root_of_positive; exact R. }
  eapply d_equal.
  2: { apply d_exp, (d_equal _ _ (a * / f x * / IZR d + ln (f x) * 0)); [reflexivity|].
       apply (d_mul (fun r => ln (f r)) (fun _ => / IZR d)); [|apply d_const].
       apply @is_derive_comp; [apply is_derive_ln; exact P | exact H]. }
  rewrite root_of_positive by exact P; simpl; field; split; lra || exact N.
Qed.

Lemma d_sum_from : forall (f : R -> Z -> R) (x : R) (g : Z -> R) n lo,
  (forall v, (lo <= v)%Z -> (v < lo + Z.of_nat n)%Z -> is_derive (fun r => f r v) x (g v)) ->
  is_derive (fun r => sum_from lo n (f r)) x (sum_from lo n g).
Proof.
  intros f x g n; induction n as [|n IH]; intros lo H; [exact (d_const 0 x)|].
  apply (d_add (fun r => f r lo) (fun r => sum_from (lo + 1) n (f r))); [apply H; lia|].
  apply IH; intros; apply H; lia.
Qed.

Lemma d_sum : forall (f : R -> Z -> R) (x : R) (g : Z -> R) lo hi a b, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> is_derive (fun r => f r v) x (g v)) ->
  is_derive (fun r => sum lo hi (f r)) x (sum lo hi g).
Proof.
  intros f x g lo hi a b A B H; subst; unfold sum; apply d_sum_from.
  intros v V W; apply H; apply IZR_le; lia.
Qed.

Lemma d_choice : forall (P : Prop) (f g : R -> R) (x a b : R),
  (P -> is_derive f x a) -> (~ P -> is_derive g x b) ->
  is_derive (fun r => choice P (f r) (g r)) x (choice P a b).
Proof.
  intros P f g x a b F G; destruct (classic P) as [T|T].
  - apply (is_derive_ext f); [intro r; apply select_true; exact T|].
    apply (d_equal _ _ a); [apply select_true; exact T | apply F; exact T].
  - apply (is_derive_ext g); [intro r; apply select_untrue; exact T|].
    apply (d_equal _ _ b); [apply select_untrue; exact T | apply G; exact T].
Qed.

Lemma d_upd1 : forall a i j x y, IZR i = x -> IZR j = y ->
  is_derive (fun r => upd1 a i r j) (a i) (ind (y = x)).
Proof.
  intros a i j x y X Y; subst; unfold upd1; destruct (Z.eq_dec i j) as [->|N].
  - rewrite ind_true by reflexivity; apply d_id.
  - rewrite ind_untrue by (intro E; apply eq_IZR in E; congruence); apply d_const.
Qed.

Lemma d_upd2 : forall a i1 i2 j1 j2 x1 x2 y1 y2, IZR i1 = x1 -> IZR i2 = x2 -> IZR j1 = y1 -> IZR j2 = y2 ->
  is_derive (fun r => upd2 a i1 i2 r j1 j2) (a i1 i2) (ind (y1 = x1) * ind (y2 = x2)).
Proof.
  intros a i1 i2 j1 j2 x1 x2 y1 y2 X1 X2 Y1 Y2; unfold upd2; destruct (Z.eq_dec i1 j1) as [->|N].
  - rewrite (ind_true (y1 = x1)), Rmult_1_l by congruence; apply d_upd1; assumption.
  - rewrite (ind_untrue (y1 = x1)), Rmult_0_l by (intro E; subst; apply eq_IZR in E; congruence).
    apply d_const.
Qed.

Lemma upd1_here : forall a i j, upd1 a i (a i) j = a j.
Proof. intros a i j; unfold upd1; destruct (Z.eq_dec i j); congruence. Qed.

(* The chain rule, for a function of a vector. *)

Lemma distance_vec : forall (y : R -> Z -> R) (x0 : R) (s : list nat),
  (forall i, In i s -> exists a : R, is_derive (fun r => y r (Z.of_nat i)) x0 a) ->
  exists M, 0 <= M /\ locally x0 (fun r =>
    distance (map (fun i => y r (Z.of_nat i)) s) (map (fun i => y x0 (Z.of_nat i)) s) <= M * Rabs (r - x0)).
Proof.
  intros y x0 s; induction s as [|i s IH]; intro H.
  - exists 0; split; [lra | apply filter_forall; intro r; simpl; lra].
  - destruct IH as (M & P & L); [intros j J; apply H; right; exact J|].
    destruct (H i) as [a A]; [left; reflexivity|].
    exists (Rabs a + 1 + M); split; [pose proof (Rabs_pos a); lra|].
    destruct A as [_ A]; specialize (A x0 (fun P Q => Q) (mkposreal 1 Rlt_0_1)).
    generalize (filter_and _ _ A L); apply filter_imp.
    intros r [B C]; simpl; simpl in B.
    unfold norm, minus, plus, opp, scal in B; simpl in B; unfold abs, mult in B; simpl in B.
    replace ((Rabs a + 1 + M) * Rabs (r - x0))
      with ((Rabs a + 1) * Rabs (r - x0) + M * Rabs (r - x0)) by ring.
    apply Rplus_le_compat; [|exact C].
    replace (y r (Z.of_nat i) - y x0 (Z.of_nat i))
      with ((y r (Z.of_nat i) + - y x0 (Z.of_nat i) + - ((r + - x0) * a)) + (r - x0) * a) by ring.
    eapply Rle_trans; [apply Rabs_triang|].
    rewrite Rabs_mult; replace (r + - x0) with (r - x0) in * by ring; lra.
Qed.

Lemma weighted_vec : forall (y : R -> Z -> R) (y' g : Z -> R) (x0 : R) (s : list nat),
  (forall i, In i s -> is_derive (fun r => y r (Z.of_nat i)) x0 (y' (Z.of_nat i))) ->
  is_derive (fun r => weighted (map (fun i => g (Z.of_nat i)) s)
      (map (fun i => y r (Z.of_nat i)) s) (map (fun i => y x0 (Z.of_nat i)) s)) x0
    (fold_right (fun i t => g (Z.of_nat i) * y' (Z.of_nat i) + t) 0 s).
Proof.
  intros y y' g x0 s; induction s as [|i s IH]; intro H; [exact (d_const 0 x0)|].
  apply (d_add (fun r => g (Z.of_nat i) * (y r (Z.of_nat i) - y x0 (Z.of_nat i)))
    (fun r => weighted (map (fun i => g (Z.of_nat i)) s) (map (fun i => y r (Z.of_nat i)) s)
        (map (fun i => y x0 (Z.of_nat i)) s))).
  - apply (d_equal _ _ (0 * (y x0 (Z.of_nat i) - y x0 (Z.of_nat i)) + g (Z.of_nat i) * (y' (Z.of_nat i) + - 0)));
      [ring|].
    apply (d_mul (fun _ => g (Z.of_nat i)) (fun r => y r (Z.of_nat i) - y x0 (Z.of_nat i))); [apply d_const|].
    apply @is_derive_minus; [apply H; left; reflexivity | apply d_const].
  - apply IH; intros j J; apply H; right; exact J.
Qed.

Lemma fold_sum : forall (f : Z -> R) n k,
  fold_right (fun i t => f (Z.of_nat i) + t) 0 (seq k n) = sum_from (Z.of_nat k) n f.
Proof.
  intros f n; induction n as [|n IH]; intro k; simpl; [reflexivity|].
  rewrite IH; replace (Z.of_nat (S k)) with (Z.of_nat k + 1)%Z by lia; reflexivity.
Qed.

Theorem total_derivative : forall F n r (g : Z -> R) (y : R -> Z -> R) (y' : Z -> R) (x0 : R), IZR n = r ->
  has_gradient F (vec n g) (vec n (y x0)) ->
  (forall v, 1 <= IZR v -> IZR v <= r -> is_derive (fun s => y s v) x0 (y' v)) ->
  is_derive (fun s => F (vec n (y s))) x0 (sum 1 n (fun v => g v * y' v)).
Proof.
  intros F n r g y y' x0 N G H; subst.
  assert (D : forall i, In i (seq 1 (Z.to_nat n)) -> is_derive (fun s => y s (Z.of_nat i)) x0 (y' (Z.of_nat i))).
  { intros i I; apply in_seq in I; apply H; apply IZR_le; lia. }
  destruct (distance_vec y x0 (seq 1 (Z.to_nat n))) as (M & P & B).
  { intros i I; eexists; apply D; exact I. }
  pose proof (weighted_vec y y' g x0 _ D) as W.
  replace (fold_right _ 0 _) with (sum 1 n (fun v => g v * y' v)) in W.
  2: { unfold sum; replace (n - 1 + 1)%Z with n by ring; symmetry.
       apply (fold_sum (fun v => g v * y' v) (Z.to_nat n) 1%nat). }
  apply (is_derive_ext (fun s =>
    weighted (vec n g) (vec n (y s)) (vec n (y x0))
    + (F (vec n (y s)) - weighted (vec n g) (vec n (y s)) (vec n (y x0))))); [intro; apply Rplus_minus|].
  apply (d_equal _ _ (sum 1 n (fun v => g v * y' v) + 0)); [ring|].
  apply (d_add (fun s => weighted (vec n g) (vec n (y s)) (vec n (y x0)))); [exact W|].
  split; [apply @is_linear_scal_l|].
  intros z Z; replace z with x0 in * by (apply (is_filter_lim_locally_unique x0 z Z)).
  intros [eps E]; destruct (G (eps / (M + 1))) as (d & Dp & Gd).
  { apply Rdiv_lt_0_compat; lra. }
  assert (near0 : locally x0 (fun s => distance (vec n (y s)) (vec n (y x0)) < d)).
  { assert (L : locally x0 (fun s => (M + 1) * Rabs (s - x0) < d)).
    { exists (mkposreal (d / (M + 1)) (Rdiv_lt_0_compat d (M + 1) Dp ltac:(lra))); intros s S.
      unfold ball in S; simpl in S; unfold AbsRing_ball, abs, minus, plus, opp in S; simpl in S.
      replace (s + - x0) with (s - x0) in S by ring.
      apply (Rmult_lt_compat_l (M + 1)) in S; [|lra].
      replace ((M + 1) * (d / (M + 1))) with d in S by (field; lra); exact S. }
    generalize (filter_and _ _ L B); apply filter_imp; intros s [S T].
    eapply Rle_lt_trans; [exact T|]; pose proof (Rabs_pos (s - x0)); lra. }
  generalize (filter_and _ _ near0 B); apply filter_imp; intros s [S T].
  specialize (Gd (vec n (y s))).
  unfold norm, minus, plus, opp, scal; simpl; unfold abs, mult; simpl.
  assert (Q : weighted (vec n g) (vec n (y x0)) (vec n (y x0)) = 0).
  { generalize (vec n g) as u, (vec n (y x0)) as v; induction u as [|c u IH]; intros [|b v]; simpl;
      try reflexivity; rewrite IH; ring. }
  rewrite Q.
  replace (F (vec n (y s)) - weighted (vec n g) (vec n (y s)) (vec n (y x0)) + - (F (vec n (y x0)) - 0)
           + - ((s + - x0) * 0))
    with (F (vec n (y s)) - F (vec n (y x0)) - weighted (vec n g) (vec n (y s)) (vec n (y x0))) by ring.
  eapply Rle_trans; [apply Gd; [unfold vec; rewrite !map_length; reflexivity | exact S]|].
  replace (s + - x0) with (s - x0) by ring.
  apply (Rle_trans _ (eps / (M + 1) * (M * Rabs (s - x0)))).
  - apply Rmult_le_compat_l; [|exact T]; left; apply Rdiv_lt_0_compat; lra.
  - replace (eps / (M + 1) * (M * Rabs (s - x0))) with (eps * Rabs (s - x0) * (M / (M + 1))) by (field; lra).
    rewrite <- (Rmult_1_r (eps * Rabs (s - x0))) at 2; apply Rmult_le_compat_l.
    + apply Rmult_le_pos; [lra | apply Rabs_pos].
    + apply (Rmult_le_reg_r (M + 1)); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

Theorem derivative_of_call : forall F indices n r (y : R -> Z -> R) (y' : Z -> R) (x0 : R), IZR n = r ->
  smooth F (S (length indices)) (vec n (y x0)) ->
  (forall v, 1 <= IZR v -> IZR v <= r -> is_derive (fun s => y s v) x0 (y' v)) ->
  is_derive (fun s => partial F indices (vec n (y s))) x0
    (sum 1 n (fun v => partial F (indices ++ [v]) (vec n (y x0)) * y' v)).
Proof.
  intros F indices n r y y' x0 N S H; apply smooth_partial in S; destruct S as (g & L & G).
  assert (E : g = vec n (fun v => partial F (indices ++ [v]) (vec n (y x0)))).
  { apply (nth_ext _ _ 0 0); [rewrite L; unfold vec; rewrite !map_length; reflexivity|].
    intros i I; rewrite <- (gradient_slope _ _ _ i G L) by (rewrite <- L; exact I).
    unfold vec at 2.
    assert (K : (i < Z.to_nat n)%nat).
    { rewrite L in I; unfold vec in I; rewrite map_length, seq_length in I; exact I. }
    erewrite nth_indep by (rewrite map_length, seq_length; exact K).
    rewrite (map_nth (fun i => partial F (indices ++ [Z.of_nat i]) (vec n (y x0))) _ 0%nat), seq_nth by exact K.
    unfold partial; rewrite fold_left_app; reflexivity. }
  rewrite E in G; apply (total_derivative _ n r _ y y' x0 N G H).
Qed.

(* The same, where the value at the target is written without the change that is no change. *)

Lemma upd1_self : forall a i, upd1 a i (a i) = a.
Proof. intros a i; apply functional_extensionality; intro j; apply upd1_here. Qed.

Lemma upd2_self : forall a i1 i2, upd2 a i1 i2 (a i1 i2) = a.
Proof.
  intros a i1 i2; apply functional_extensionality; intro j1; apply functional_extensionality; intro j2.
  unfold upd2; destruct (Z.eq_dec i1 j1) as [->|N]; [apply upd1_here | reflexivity].
Qed.

Lemma here1 : forall (f : (Z -> R) -> R) a i, f (upd1 a i (a i)) = f a.
Proof. intros f a i; rewrite upd1_self; reflexivity. Qed.

Lemma here2 : forall (f : (Z -> Z -> R) -> R) a i1 i2, f (upd2 a i1 i2 (a i1 i2)) = f a.
Proof. intros f a i1 i2; rewrite upd2_self; reflexivity. Qed.

Lemma row_mul : forall (f g : R -> R) (x a b u v : R), f x = u -> g x = v ->
  is_derive f x a -> is_derive g x b -> is_derive (fun r => f r * g r) x (a * v + u * b).
Proof. intros; subst; apply d_mul; assumption. Qed.

Lemma row_exp : forall (f : R -> R) (x a u : R), f x = u ->
  is_derive f x a -> is_derive (fun r => exp (f r)) x (exp u * a).
Proof. intros; subst; apply d_exp; assumption. Qed.

Lemma row_pow : forall (f : R -> R) (x a u : R) e e' r, f x = u -> IZR e = r -> (e' = e - 1)%Z ->
  is_derive f x a -> (0 <= r \/ u <> 0) -> is_derive (fun s => powZ (f s) e) x (r * powZ u e' * a).
Proof. intros; subst u; apply d_pow; assumption. Qed.

Lemma from_zero : forall e, (0 <=? e)%Z = true -> 0 <= IZR e.
Proof. intros e H; apply IZR_le, Z.leb_le; exact H. Qed.

Lemma row_root : forall (f : R -> R) (x a u : R) d, f x = u -> (0 <? d)%Z = true -> is_derive f x a -> 0 < u ->
  is_derive (fun r => root d (f r)) x (1 / IZR d * root d u * powZ u (-1) * a).
Proof. intros; subst u; apply d_root; assumption. Qed.

Lemma row_sin : forall (f : R -> R) (x a u : R), f x = u -> is_derive f x a ->
  is_derive (fun r => sin (f r)) x (cos u * a).
Proof.
  intros f x a u <- H; apply (d_equal _ _ (a * cos (f x))); [apply Rmult_comm|].
  exact (is_derive_comp sin f x _ _ (is_derive_sin (f x)) H).
Qed.

Lemma row_cos : forall (f : R -> R) (x a u : R), f x = u -> is_derive f x a ->
  is_derive (fun r => cos (f r)) x (-1 * sin u * a).
Proof.
  intros f x a u <- H; apply (d_equal _ _ (a * - sin (f x))); [ring|].
  exact (is_derive_comp cos f x _ _ (is_derive_cos (f x)) H).
Qed.

Lemma row_loss : forall F n r (g p : Z -> R) (y : R -> Z -> R) (y' : Z -> R) (x0 : R),
  (forall v, y x0 v = p v) -> IZR n = r -> has_gradient F (vec n g) (vec n p) ->
  (forall v, 1 <= IZR v -> IZR v <= r -> is_derive (fun s => y s v) x0 (y' v)) ->
  is_derive (fun s => F (vec n (y s))) x0 (sum 1 n (fun v => g v * y' v)).
Proof.
  intros F n r g p y y' x0 P; apply functional_extensionality in P; subst p; apply total_derivative.
Qed.

Lemma row_call : forall F indices n r (p : Z -> R) (y : R -> Z -> R) (y' : Z -> R) (x0 : R),
  (forall v, y x0 v = p v) -> IZR n = r -> smooth F (S (length indices)) (vec n p) ->
  (forall v, 1 <= IZR v -> IZR v <= r -> is_derive (fun s => y s v) x0 (y' v)) ->
  is_derive (fun s => partial F indices (vec n (y s))) x0
    (sum 1 n (fun v => partial F (indices ++ [v]) (vec n p) * y' v)).
Proof.
  intros F indices n r p y y' x0 P; apply functional_extensionality in P; subst p; apply derivative_of_call.
Qed.

Lemma derivative : forall (f : R -> R) (x a : R), is_derive f x a -> Derive f x = a.
Proof. intros; apply is_derive_unique; assumption. Qed.

(* A derivative of a derivative: that of what the inner one is all around the point. *)

Lemma row_diff : forall (f g : R -> R) (x a : R), locally x (fun r => f r = g r) ->
  is_derive g x a -> is_derive f x a.
Proof.
  intros f g x a E; apply is_derive_ext_loc; generalize E; apply filter_imp; intros r H; symmetry; exact H.
Qed.

Lemma near_always : forall (P : R -> Prop) x, (forall r, P r) -> locally x P.
Proof. intros P x H; apply filter_forall; exact H. Qed.

Lemma near_step : forall (P Q : R -> Prop) x, locally x P -> locally x (fun r => P r -> Q r) -> locally x Q.
Proof.
  intros P Q x A B; generalize (filter_and _ _ A B); apply filter_imp; intros r [H K]; exact (K H).
Qed.

Lemma near_left : forall (P Q : R -> Prop) x, locally x P -> locally x (fun r => P r \/ Q r).
Proof. intros P Q x; apply filter_imp; intros r H; left; exact H. Qed.

Lemma near_right : forall (P Q : R -> Prop) x, locally x Q -> locally x (fun r => P r \/ Q r).
Proof. intros P Q x; apply filter_imp; intros r H; right; exact H. Qed.

Lemma near_both : forall (P Q : R -> Prop) x, locally x P -> locally x Q -> locally x (fun r => P r /\ Q r).
Proof. intros P Q x; apply filter_and. Qed.

Lemma near_of : forall (f : R -> R) x a (P : R -> Prop), is_derive f x a -> locally (f x) P ->
  locally x (fun r => P (f r)).
Proof.
  intros f x a P D; assert (K : continuous f x) by (apply @ex_derive_continuous; exists a; exact D).
  exact (K P).
Qed.

Lemma near_lt : forall (f g : R -> R) x (a b u v : R), f x = u -> g x = v -> is_derive f x a -> is_derive g x b ->
  u < v -> locally x (fun r => f r < g r).
Proof.
  intros f g x a b u v <- <- F G H; pose proof (d_add g (fun r => -1 * f r) x _ _ G
    (d_mul (fun _ => -1) f x _ _ (d_const (-1) x) F)) as D.
  assert (P : 0 < g x + -1 * f x) by lra.
  generalize (near_of _ x _ (fun y => 0 < y) D (open_gt 0 _ P)); apply filter_imp; intros r R; lra.
Qed.

Lemma near_le : forall (f g : R -> R) x (a b u v : R), f x = u -> g x = v -> is_derive f x a -> is_derive g x b ->
  u < v -> locally x (fun r => f r <= g r).
Proof.
  intros f g x a b u v E F A B H; generalize (near_lt f g x a b u v E F A B H); apply filter_imp; intros; lra.
Qed.

Lemma near_ne : forall (f g : R -> R) x (a b u v : R), f x = u -> g x = v -> is_derive f x a -> is_derive g x b ->
  u <> v -> locally x (fun r => f r <> g r).
Proof.
  intros f g x a b u v E F A B H; destruct (Rdichotomy _ _ H) as [L|L].
  - generalize (near_lt f g x a b u v E F A B L); apply filter_imp; intros; lra.
  - generalize (near_lt g f x b a v u F E B A L); apply filter_imp; intros; lra.
Qed.

Lemma near_smooth : forall F m n r (p : Z -> R) (y : R -> Z -> R) (y' : Z -> R) (x0 : R),
  (forall v, y x0 v = p v) -> IZR n = r -> smooth F (S (S m)) (vec n p) ->
  (forall v, 1 <= IZR v -> IZR v <= r -> is_derive (fun s => y s v) x0 (y' v)) ->
  locally x0 (fun s => smooth F (S m) (vec n (y s))).
Proof.
  intros F m n r p y y' x0 P N S H; apply functional_extensionality in P; subst p r.
  destruct S as [(d & D & S) _].
  destruct (distance_vec y x0 (seq 1 (Z.to_nat n))) as (M & M0 & B).
  { intros i I; apply in_seq in I; eexists; apply H; apply IZR_le; lia. }
  assert (L : locally x0 (fun s => M * Rabs (s - x0) < d)).
  { exists (mkposreal (d / (M + 1)) (Rdiv_lt_0_compat d (M + 1) D ltac:(lra))); intros s K.
    unfold ball in K; simpl in K; unfold AbsRing_ball, abs, minus, plus, opp in K; simpl in K.
    replace (s + - x0) with (s - x0) in K by ring.
    apply (Rle_lt_trans _ ((M + 1) * Rabs (s - x0))).
    - apply Rmult_le_compat_r; [apply Rabs_pos | lra].
    - apply (Rmult_lt_compat_l (M + 1)) in K; [|lra].
      replace ((M + 1) * (d / (M + 1))) with d in K by (field; lra); exact K. }
  generalize (filter_and _ _ L B); apply filter_imp; intros s [K T]; apply S.
  - unfold vec; rewrite !map_length; reflexivity.
  - exact (Rle_lt_trans _ _ _ T K).
Qed.

(* -- limits ------------------------------------------------------------------------------------------------- *)

Definition tends (f : Z -> R) (l : R) : Prop := is_lim_seq (fun k => f (Z.of_nat k)) (Finite l).

Lemma tends_same : forall f g l, (forall v, f v = g v) -> tends f l -> tends g l.
Proof. intros f g l H; apply is_lim_seq_ext; intro k; apply H. Qed.

Lemma tends_from : forall lo a f g l, IZR lo = a ->
  (forall v, a <= IZR v -> f v = g v) -> tends g l -> tends f l.
Proof.
  intros lo a f g l A H; subst; apply is_lim_seq_ext_loc; exists (Z.to_nat lo); intros k K.
  symmetry; apply H, IZR_le; lia.
Qed.

Lemma tends_const : forall c, tends (fun _ => c) c.
Proof. intro c; apply is_lim_seq_const. Qed.

Lemma tends_add : forall f g a b, tends f a -> tends g b -> tends (fun v => f v + g v) (a + b).
Proof. intros; apply is_lim_seq_plus'; assumption. Qed.

Lemma tends_mul : forall f g a b, tends f a -> tends g b -> tends (fun v => f v * g v) (a * b).
Proof. intros; apply is_lim_seq_mult'; assumption. Qed.

Lemma tends_inverse : forall f a, a <> 0 -> tends f a -> tends (fun v => / f v) (/ a).
Proof.
  intros f a N H; apply (is_lim_seq_inv (fun k => f (Z.of_nat k)) (Finite a)); [exact H|].
  intro E; injection E; exact N.
Qed.

Lemma tends_pow : forall f a n, tends f a -> tends (fun v => f v ^ n) (a ^ n).
Proof.
  intros f a n H; induction n as [|n IH]; [apply tends_const | simpl; apply tends_mul; assumption].
Qed.

Lemma tends_power : forall f a e, (0 <=? e)%Z = true -> tends f a -> tends (fun v => powZ (f v) e) (powZ a e).
Proof.
  intros f a e E H; apply Z.leb_le in E; rewrite powZ_nonneg by exact E.
  apply (tends_same (fun v => f v ^ Z.to_nat e)); [intro; symmetry; apply powZ_nonneg; exact E|].
  apply tends_pow; exact H.
Qed.

Lemma tends_negative : forall f a e, (e <? 0)%Z = true -> a <> 0 -> tends f a ->
  tends (fun v => powZ (f v) e) (powZ a e).
Proof.
  intros f a e E N H; apply Z.ltb_lt in E; rewrite powZ_negative by exact E.
  apply (tends_same (fun v => (/ f v) ^ Z.to_nat (- e))); [intro; symmetry; apply powZ_negative; exact E|].
  apply tends_pow, tends_inverse; assumption.
Qed.

Lemma tends_absolute : forall f a, tends f a ->
  tends (fun v => choice (0 <= f v) (f v) (-1 * f v)) (choice (0 <= a) a (-1 * a)).
Proof.
  assert (A : forall x, Rabs x = choice (0 <= x) x (-1 * x)).
  { intro x; destruct (Rle_dec 0 x) as [H|H].
    - rewrite Rabs_pos_eq by exact H; apply select_true; exact H.
    - rewrite Rabs_left by lra; rewrite <- (select_untrue (0 <= x)) by exact H; ring. }
  intros f a H; rewrite <- A; apply (tends_same (fun v => Rabs (f v))); [intro; apply A|].
  apply (is_lim_seq_abs (fun k => f (Z.of_nat k)) (Finite a)); exact H.
Qed.

Lemma tends_raised : forall f a e r, IZR e = r -> 0 <= r \/ a <> 0 -> tends f a ->
  tends (fun v => powZ (f v) e) (powZ a e).
Proof.
  intros f a e r E C H; subst; destruct (Z_le_gt_dec 0 e) as [P|P].
  - apply tends_power; [apply Z.leb_le; exact P | exact H].
  - apply tends_negative; [apply Z.ltb_lt; lia | | exact H].
    destruct C as [C|C]; [apply le_IZR in C; lia | exact C].
Qed.

Lemma tends_exp : forall f a, tends f a -> tends (fun v => exp (f v)) (exp a).
Proof.
  intros f a H; apply (is_lim_seq_continuous exp (fun k => f (Z.of_nat k))); [|exact H].
  apply derivable_continuous_pt, derivable_pt_exp.
Qed.

Lemma tends_sum : forall lo hi a b f l, IZR lo = a -> IZR hi = b ->
  (forall j, a <= IZR j -> IZR j <= b -> tends (fun v => f v j) (l j)) ->
  tends (fun v => sum lo hi (f v)) (sum lo hi l).
Proof.
  intros lo hi a b f l A B H; subst; unfold sum.
  assert (P : forall j, (lo <= j)%Z -> (j <= hi)%Z -> tends (fun v => f v j) (l j)).
  { intros; apply H; apply IZR_le; assumption. }
  clear H; remember (Z.to_nat (hi - lo + 1)) as n eqn:E; revert lo P E.
  induction n as [|n IH]; intros lo P E; [apply tends_const|].
  simpl; apply tends_add; [apply P; lia|].
  apply IH; [intros; apply P; lia | lia].
Qed.

Theorem limit_unique : forall f a b, tends f a -> tends f b -> a = b.
Proof.
  intros f a b A B; apply is_lim_seq_unique in A; apply is_lim_seq_unique in B.
  rewrite A in B; injection B; tauto.
Qed.

Theorem limit_shift : forall f l n, tends f l -> tends (fun v => f (v + Z.of_nat n)%Z) l.
Proof.
  intros f l n H; apply (is_lim_seq_incr_n (fun k => f (Z.of_nat k)) n) in H.
  revert H; apply is_lim_seq_ext; intro k; rewrite Nat2Z.inj_add; reflexivity.
Qed.

Theorem limit_order : forall lo r f g a b, IZR lo = r -> tends f a -> tends g b ->
  (forall v, r <= IZR v -> f v <= g v) -> a <= b.
Proof.
  intros lo r f g a b E A B H; subst.
  apply (is_lim_seq_le_loc (fun k => f (Z.of_nat k)) (fun k => g (Z.of_nat k)) (Finite a) (Finite b));
    [|exact A | exact B].
  exists (Z.to_nat lo); intros k K; apply H, IZR_le; lia.
Qed.

Theorem limit_squeeze : forall lo r f h, IZR lo = r -> tends h 0 ->
  (forall v, r <= IZR v -> powZ (f v) 2 <= h v) -> tends f 0.
Proof.
  intros lo r f h E H B; subst; apply is_lim_seq_abs_0.
  apply (is_lim_seq_le_le_loc (fun _ => 0) _ (fun k => sqrt (h (Z.of_nat k)))).
  - exists (Z.to_nat lo); intros k K; split; [apply Rabs_pos|].
    rewrite <- sqrt_Rsqr_abs; apply sqrt_le_1_alt; rewrite Rsqr_pow2, <- (powZ_of_nat _ 2).
    apply (B (Z.of_nat k)), IZR_le; lia.
  - apply is_lim_seq_const.
  - rewrite <- sqrt_0; apply (is_lim_seq_continuous sqrt (fun k => h (Z.of_nat k))); [|exact H].
    apply continuity_pt_sqrt; lra.
Qed.

Lemma growing_geometric : forall m q, q <> 0 -> Rabs q < 1 ->
  is_lim_seq (fun k => INR (S k) ^ m * q ^ S k) 0.
Proof.
  intros m q N Q; apply ex_series_lim_0, ex_series_Rabs.
  apply ex_series_DAlembert with (k := Rabs q); [exact Q | |].
  - intro k; apply Rmult_integral_contrapositive; split; apply pow_nonzero; [apply not_0_INR; lia | exact N].
  - apply (is_lim_seq_ext (fun k => (1 + / INR (S k)) ^ m * Rabs q)).
    + intro k; assert (P : 0 < INR (S k)) by (apply lt_0_INR; lia).
      replace (INR (S (S k)) ^ m * q ^ S (S k) / (INR (S k) ^ m * q ^ S k))
        with ((1 + / INR (S k)) ^ m * q).
      * rewrite Rabs_mult, (Rabs_pos_eq ((1 + / INR (S k)) ^ m)); [reflexivity|].
        apply pow_le; assert (0 < / INR (S k)) by (apply Rinv_0_lt_compat; exact P); lra.
      * replace (1 + / INR (S k)) with (INR (S (S k)) * / INR (S k)).
        -- rewrite Rpow_mult_distr, pow_inv; simpl (q ^ S (S k)); simpl (q ^ S k).
           field; repeat split; [apply pow_nonzero; exact N | exact N | apply pow_nonzero; lra].
        -- rewrite (S_INR (S k)); field; lra.
    + assert (O : is_lim_seq (fun k => 1 + / INR (S k)) 1).
      { replace (Finite 1) with (Finite (1 + 0)) by (f_equal; ring).
        apply is_lim_seq_plus'; [apply is_lim_seq_const|].
        apply (is_lim_seq_incr_1 (fun k => / INR k)), (is_lim_seq_inv INR p_infty);
          [apply is_lim_seq_INR | discriminate]. }
      replace (Finite (Rabs q)) with (Finite (1 ^ m * Rabs q)) by (rewrite pow1; f_equal; ring).
      apply is_lim_seq_mult'; [|apply is_lim_seq_const].
      clear -O; induction m as [|m IH]; [apply is_lim_seq_const|].
      replace (1 ^ S m) with (1 * 1 ^ m) by (simpl; ring).
      apply is_lim_seq_mult'; assumption.
Qed.

Theorem grown_geometric_sequence : forall m q, -1 < q -> q < 1 ->
  tends (fun t => powZ (IZR t) (Z.of_nat m) * powZ q t) 0.
Proof.
  intros m q L H.
  apply (is_lim_seq_ext (fun k => INR k ^ m * q ^ k)).
  { intro k; rewrite !powZ_of_nat, INR_IZR_INZ; reflexivity. }
  apply is_lim_seq_incr_1; destruct (Req_dec q 0) as [->|N].
  - apply (is_lim_seq_ext (fun _ => 0)); [intro k; simpl; ring | apply is_lim_seq_const].
  - apply growing_geometric; [exact N | apply Rabs_def1; assumption].
Qed.

Theorem timed_geometric_sequence : forall q, -1 < q -> q < 1 -> tends (fun t => IZR t * powZ q t) 0.
Proof.
  intros q L H; apply (tends_same (fun t => powZ (IZR t) (Z.of_nat 1) * powZ q t)).
  - intro t; rewrite (powZ_of_nat (IZR t) 1); ring.
  - apply grown_geometric_sequence; assumption.
Qed.

Theorem geometric_sequence : forall q, -1 < q -> q < 1 -> tends (fun t => powZ q t) 0.
Proof.
  intros q L H; apply (is_lim_seq_ext (fun k => q ^ k)); [intro; symmetry; apply powZ_of_nat|].
  apply is_lim_seq_geom, Rabs_def1; assumption.
Qed.

Theorem reciprocals : tends (fun t => powZ (IZR t) (-1)) 0.
Proof.
  apply (is_lim_seq_ext (fun k => / INR k)); [intro k; rewrite <- INR_IZR_INZ; reflexivity|].
  apply (is_lim_seq_inv INR p_infty); [apply is_lim_seq_INR | discriminate].
Qed.

(* -- Taylor's theorem, as a hypothesis ------------------------------------------------------------------------ *)

(* D^k F(w)[h, ..., h] / k!, and the sum of these up to a degree *)
Fixpoint form (F : list R -> R) (w : list R) (n : Z) (h : Z -> R) (k : nat) (indices : list Z) : R :=
  match k with
  | O => multiplied (partial F indices w :: map h indices)
  | S m => sum 1 n (fun i => form F w n h m (indices ++ [i]))
  end.

Definition of_degree (F : list R -> R) (w : list R) (n : Z) (h : Z -> R) (k : nat) : R :=
  match k with
  | O | S O => form F w n h k []
  | _ => number (Qmake 1 (Pos.of_nat (fact k))) * form F w n h k []
  end.

Definition taylor (F : list R -> R) (w : list R) (n : Z) (h : Z -> R) (order : nat) : R :=
  total (map (of_degree F w n h) (seq 0 (S order))).

Definition Taylor_Peano (F : list R -> R) : Prop :=
  forall (n : Z) (order : nat) (w : Z -> R) (h : Z -> Z -> R) (size : Z -> R),
  smooth F (S order) (vec n w) ->
  (forall t, 1 <= IZR t -> 0 < size t) ->
  (forall t, 1 <= IZR t -> sum 1 n (fun i => powZ (h t i) 2) = powZ (size t) 2) ->
  tends size 0 ->
  tends (fun t => (partial F [] (vec n (fun i => w i + h t i)) + -1 * taylor F (vec n w) n (h t) (S order))
                  * powZ (size t) (- Z.of_nat (S order))) 0.

Definition Taylor_Lagrange (F : list R -> R) : Prop :=
  forall (n : Z) (order : nat) (w u : Z -> R) (lo hi e : R),
  (forall s, lo <= s -> s <= hi -> smooth F (S order) (vec n (fun i => w i + s * u i))) ->
  lo <= 0 -> 0 <= hi -> lo <= e -> e <= hi ->
  exists s, lo <= s /\ (s <= hi /\
    partial F [] (vec n (fun i => w i + e * u i))
    = taylor F (vec n w) n (fun i => e * u i) order
      + of_degree F (vec n (fun i => w i + s * u i)) n (fun i => e * u i) (S order)).

(* The same with points and steps in the forms that they are written in. *)

Theorem peano : forall F, Taylor_Peano F ->
  forall (n : Z) (order : nat) (w : Z -> R) (h : Z -> Z -> R) (size : Z -> R) (at_ : Z -> Z -> R),
  (forall t i, w i + h t i = at_ t i) ->
  smooth F (S order) (vec n w) ->
  (forall t, 1 <= IZR t -> 0 < size t) ->
  (forall t, 1 <= IZR t -> sum 1 n (fun i => powZ (h t i) 2) = powZ (size t) 2) ->
  tends size 0 ->
  tends (fun t => (partial F [] (vec n (at_ t)) + -1 * taylor F (vec n w) n (h t) (S order))
                  * powZ (size t) (- Z.of_nat (S order))) 0.
Proof.
  intros F T n order w h size at_ E; replace at_ with (fun t i => w i + h t i); [apply T|].
  apply functional_extensionality; intro t; apply functional_extensionality; intro i; apply E.
Qed.

Theorem lagrange : forall F, Taylor_Lagrange F ->
  forall (n : Z) (order : nat) (w u : Z -> R) (lo hi e : R) (h at_ : Z -> R) (line : R -> Z -> R),
  (forall i, e * u i = h i) -> (forall i, w i + h i = at_ i) -> (forall s i, w i + s * u i = line s i) ->
  (forall s, lo <= s -> s <= hi -> smooth F (S order) (vec n (line s))) ->
  lo <= 0 -> 0 <= hi -> lo <= e -> e <= hi ->
  exists s, lo <= s /\ (s <= hi /\
    partial F [] (vec n at_) = taylor F (vec n w) n h order + of_degree F (vec n (line s)) n h (S order)).
Proof.
  intros F T n order w u lo hi e h at_ line H A L.
  replace at_ with (fun i => w i + h i); [|apply functional_extensionality; exact A].
  replace h with (fun i => e * u i); [|apply functional_extensionality; exact H].
  replace line with (fun s i => w i + s * u i); [apply T|].
  apply functional_extensionality; intro s; apply functional_extensionality; intro i; apply L.
Qed.

(* Both hold of a constant function: they contradict nothing. *)

Lemma slope_of_constant : forall c i x, slope (fun _ => c) i x = 0.
Proof. intros c i x; unfold slope; apply Derive_const. Qed.

Lemma partial_of_zero : forall l F x, (forall y, F y = 0) -> fold_left slope l F x = 0.
Proof.
  induction l as [|j l IH]; intros F x H; simpl; [apply H|].
  apply IH; intro y; unfold slope; rewrite (Derive_ext _ (fun _ => 0)); [apply Derive_const|].
  intro t; apply H.
Qed.

Lemma partial_of_constant : forall indices c x, indices <> [] -> partial (fun _ => c) indices x = 0.
Proof.
  intros [|i l] c x N; [congruence|].
  apply (partial_of_zero l (slope (fun _ => c) i)); intro y; apply slope_of_constant.
Qed.

Lemma multiplied_zero : forall l, multiplied (0 :: l) = 0.
Proof. intro l; rewrite multiplied_cons; ring. Qed.

Lemma form_of_constant : forall c w n h k indices, (k <> 0 \/ indices <> [])%nat ->
  form (fun _ => c) w n h k indices = 0.
Proof.
  intros c w n h k; induction k as [|k IH]; intros indices H; simpl form.
  - change (multiplied (partial (fun _ => c) indices w :: map h indices) = 0).
    rewrite partial_of_constant by (destruct H; congruence); apply multiplied_zero.
  - rewrite (sum_equal 1 n _ (fun _ => 0)); [apply sum_zero|].
    intros v _ _; apply IH; right; destruct indices; discriminate.
Qed.

Lemma of_degree_of_constant : forall c w n h k, of_degree (fun _ => c) w n h (S k) = 0.
Proof.
  intros c w n h k; unfold of_degree; destruct k; rewrite form_of_constant by (left; discriminate); ring.
Qed.

Lemma taylor_of_constant : forall c w n h order, taylor (fun _ => c) w n h order = c.
Proof.
  intros c w n h order; unfold taylor; rewrite <- cons_seq, map_cons, total_cons.
  replace (total _) with 0; [simpl; ring|]; symmetry.
  enough (G : forall m k, total (map (of_degree (fun _ => c) w n h) (seq (S k) m)) = 0) by apply G.
  induction m as [|m IH]; intro k; [reflexivity|].
  simpl seq; rewrite map_cons, total_cons, of_degree_of_constant, IH; ring.
Qed.

Lemma Taylor_Peano_of_constant : forall c, Taylor_Peano (fun _ => c).
Proof.
  intros c n order w h size _ _ _ _.
  apply (tends_same (fun _ => 0)); [|apply tends_const].
  intro t; rewrite taylor_of_constant; simpl; ring.
Qed.

Lemma Taylor_Lagrange_of_constant : forall c, Taylor_Lagrange (fun _ => c).
Proof.
  intros c n order w u lo hi e _ L H _ _; exists 0; split; [exact L | split; [exact H|]].
  rewrite taylor_of_constant, of_degree_of_constant; simpl; ring.
Qed.

(* So does a gradient of an abstract function: that of a linear one. *)

Lemma has_gradient_of_zero : forall y, has_gradient (fun _ => 0) (map (fun _ => 0) y) y.
Proof.
  intros y eps E; exists 1; split; [lra|]; intros x L _.
  replace (weighted (map (fun _ => 0) y) x y) with 0.
  - rewrite !Rminus_eq_0 || rewrite Rminus_0_r; replace (0 - 0 - 0) with 0 by ring; rewrite Rabs_R0.
    apply Rmult_le_pos; [lra | apply distance_nonneg].
  - symmetry; clear L; revert x; induction y as [|b y IH]; intros [|a x]; simpl; try reflexivity.
    rewrite IH; ring.
Qed.
