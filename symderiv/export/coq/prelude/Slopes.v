(* Derivatives of complex numbers that depend on a real one, and the rows of the core's table of them. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex Functions Special Angles.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

Definition Derive (f : R -> C) (x : R) : C :=
  (Derive.Derive (fun r => Re (f r)) x, Derive.Derive (fun r => Im (f r)) x).

Definition has_slope (f : R -> C) (x : R) (l : C) : Prop :=
  is_derive (fun r => Re (f r)) x (Re l) /\ is_derive (fun r => Im (f r)) x (Im l).

Theorem derivative : forall (f : R -> C) (x : R) (a : C), has_slope f x a -> Derive f x = a.
Proof.
  intros f x a [P Q]; unfold Derive; apply complex_equal; simpl; apply is_derive_unique; assumption.
Qed.

Lemma slope_of_parts : forall (f : R -> C) (p q : R -> R) x (a b : R) l, (forall r, f r = (p r, q r)) ->
  l = (a, b) -> is_derive p x a -> is_derive q x b -> has_slope f x l.
Proof.
  intros f p q x a b l E -> P Q; split; simpl.
  - apply (is_derive_ext p); [intro r; rewrite E; reflexivity | exact P].
  - apply (is_derive_ext q); [intro r; rewrite E; reflexivity | exact Q].
Qed.

Lemma slope_ext : forall (f g : R -> C) x l, (forall r, f r = g r) -> has_slope f x l -> has_slope g x l.
Proof.
  intros f g x l E [P Q]; split; [revert P | revert Q]; apply is_derive_ext; intro r; rewrite E; reflexivity.
Qed.

Lemma slope_ext_near : forall (f g : R -> C) x l, locally x (fun r => f r = g r) ->
  has_slope f x l -> has_slope g x l.
Proof.
  intros f g x l E [P Q]; split; [revert P | revert Q]; apply is_derive_ext_loc; generalize E; apply filter_imp;
    intros r H; rewrite H; reflexivity.
Qed.

Lemma d_equal : forall (f : R -> C) (x : R) (a b : C), a = b -> has_slope f x a -> has_slope f x b.
Proof. intros; subst; assumption. Qed.

Lemma d_const : forall (c : C) (x : R), has_slope (fun _ : R => c) x (RtoC 0).
Proof. intros c x; split; [exact (Analysis.d_const (Re c) x) | exact (Analysis.d_const (Im c) x)]. Qed.

Lemma d_real : forall (f : R -> R) (x a : R), is_derive f x a -> has_slope (fun r => RtoC (f r)) x (RtoC a).
Proof. intros f x a H; split; [exact H | exact (Analysis.d_const 0 x)]. Qed.

Lemma d_id : forall x : R, has_slope (fun r : R => RtoC r) x (RtoC 1).
Proof. intro x; apply d_real, Analysis.d_id. Qed.

Lemma d_add : forall (f g : R -> C) (x : R) (a b : C), has_slope f x a -> has_slope g x b ->
  has_slope (fun r => f r + g r) x (a + b).
Proof.
  intros f g x a b [A A'] [B B']; split.
  - exact (Analysis.d_add (fun r => Re (f r)) (fun r => Re (g r)) x _ _ A B).
  - exact (Analysis.d_add (fun r => Im (f r)) (fun r => Im (g r)) x _ _ A' B').
Qed.

Lemma d_mul : forall (f g : R -> C) (x : R) (a b : C), has_slope f x a -> has_slope g x b ->
  has_slope (fun r => f r * g r) x (a * g x + f x * b).
Proof.
  intros f g x a b [A A'] [B B']; split.
  - apply (Analysis.d_equal _ _ (Re a * Re (g x) + Re (f x) * Re b + -1 * (Im a * Im (g x) + Im (f x) * Im b))%R);
      [destruct a, b, (f x), (g x); simpl; ring|].
    apply (is_derive_ext (fun r => (Re (f r) * Re (g r) + -1 * (Im (f r) * Im (g r)))%R));
      [intro r; simpl; unfold Re, Im; ring|].
    apply (Analysis.d_add (fun r => Re (f r) * Re (g r))%R (fun r => -1 * (Im (f r) * Im (g r)))%R).
    + exact (Analysis.d_mul (fun r => Re (f r)) (fun r => Re (g r)) x _ _ A B).
    + pose proof (Analysis.d_mul (fun r => Im (f r)) (fun r => Im (g r)) x _ _ A' B') as M.
      apply (Analysis.d_equal _ _ (0 * (Im (f x) * Im (g x)) + -1 * (Im a * Im (g x) + Im (f x) * Im b))%R); [ring|].
      exact (Analysis.d_mul (fun _ => (-1)%R) (fun r => Im (f r) * Im (g r))%R x _ _ (Analysis.d_const (-1) x) M).
  - apply (Analysis.d_equal _ _ (Re a * Im (g x) + Re (f x) * Im b + (Im a * Re (g x) + Im (f x) * Re b))%R);
      [destruct a, b, (f x), (g x); simpl; ring|].
    apply (Analysis.d_add (fun r => Re (f r) * Im (g r))%R (fun r => Im (f r) * Re (g r))%R).
    + exact (Analysis.d_mul (fun r => Re (f r)) (fun r => Im (g r)) x _ _ A B').
    + exact (Analysis.d_mul (fun r => Im (f r)) (fun r => Re (g r)) x _ _ A' B).
Qed.

Lemma d_scaled : forall (c : C) (f : R -> C) (x : R) (a : C), has_slope f x a -> has_slope (fun r => c * f r) x (c * a).
Proof.
  intros c f x a H; apply (d_equal _ _ (RtoC 0 * f x + c * a)); [ring|].
  apply (d_mul (fun _ => c) f); [apply d_const | exact H].
Qed.

Lemma d_cos_of : forall (h : R -> R) (x a : R), is_derive h x a ->
  is_derive (fun r => cos (h r)) x (- sin (h x) * a)%R.
Proof.
  intros h x a H; apply (Analysis.d_equal _ _ (a * - sin (h x))%R); [apply Rmult_comm|].
  exact (is_derive_comp cos h x _ _ (is_derive_cos (h x)) H).
Qed.

Lemma d_sin_of : forall (h : R -> R) (x a : R), is_derive h x a ->
  is_derive (fun r => sin (h r)) x (cos (h x) * a)%R.
Proof.
  intros h x a H; apply (Analysis.d_equal _ _ (a * cos (h x))%R); [apply Rmult_comm|].
  exact (is_derive_comp sin h x _ _ (is_derive_sin (h x)) H).
Qed.

Lemma d_exp : forall (f : R -> C) (x : R) (a : C), has_slope f x a ->
  has_slope (fun r => exp (f r)) x (exp (f x) * a).
Proof.
  intros f x a [A A']; pose proof (Analysis.d_exp (fun r => Re (f r)) x _ A) as E; split.
  - apply (Analysis.d_equal _ _ (Rtrigo_def.exp (Re (f x)) * Re a * cos (Im (f x))
      + Rtrigo_def.exp (Re (f x)) * (- sin (Im (f x)) * Im a))%R); [simpl; unfold Re, Im; ring|].
    exact (Analysis.d_mul (fun r => Rtrigo_def.exp (Re (f r))) (fun r => cos (Im (f r))) x _ _
             E (d_cos_of (fun r => Im (f r)) x _ A')).
  - apply (Analysis.d_equal _ _ (Rtrigo_def.exp (Re (f x)) * Re a * sin (Im (f x))
      + Rtrigo_def.exp (Re (f x)) * (cos (Im (f x)) * Im a))%R); [simpl; unfold Re, Im; ring|].
    exact (Analysis.d_mul (fun r => Rtrigo_def.exp (Re (f r))) (fun r => sin (Im (f r))) x _ _
             E (d_sin_of (fun r => Im (f r)) x _ A')).
Qed.

Lemma d_square : forall (h : R -> R) (x a : R), is_derive h x a ->
  is_derive (fun r => (h r ^ 2)%R) x (2 * h x * a)%R.
Proof.
  intros h x a H; apply (Analysis.d_equal _ _ (INR 2 * h x ^ Nat.pred 2 * a)%R); [simpl; ring|].
  exact (Analysis.d_powN h x a 2 H).
Qed.

Lemma d_inv : forall (f : R -> C) (x : R) (a : C), f x <> RtoC 0 -> has_slope f x a ->
  has_slope (fun r => / f r) x (RtoC (-1) * (/ f x * / f x) * a).
Proof.
  intros f x a N [A A']; pose proof (norm_of_nonzero _ N) as M.
  pose proof (Analysis.d_add (fun r => Re (f r) ^ 2)%R (fun r => Im (f r) ^ 2)%R x _ _
                (d_square (fun r => Re (f r)) x _ A) (d_square (fun r => Im (f r)) x _ A')) as Q.
  split.
  - pose proof (is_derive_div (fun r => Re (f r)) (fun r => (Re (f r) ^ 2 + Im (f r) ^ 2)%R) x _ _ A Q M) as D.
    revert D; apply Analysis.d_equal; clear Q A A' N.
    destruct a as [a a'], (f x) as [u u']; simpl in *; field; lra.
  - pose proof (Analysis.d_mul (fun _ => (-1)%R) (fun r => Im (f r)) x _ _ (Analysis.d_const (-1) x) A') as B.
    pose proof (is_derive_div (fun r => (-1 * Im (f r))%R) (fun r => (Re (f r) ^ 2 + Im (f r) ^ 2)%R) x _ _ B Q M) as D.
    apply (is_derive_ext (fun r => (-1 * Im (f r) / (Re (f r) ^ 2 + Im (f r) ^ 2))%R)).
    { intro r; simpl; unfold Re, Im; f_equal; ring. }
    revert D; apply Analysis.d_equal; clear Q B A A' N.
    destruct a as [a a'], (f x) as [u u']; simpl in *; field; lra.
Qed.

Lemma d_powN : forall n (f : R -> C) (x : R) (a : C), has_slope f x a ->
  has_slope (fun r => Cpow_nat (f r) n) x (RtoC (INR n) * Cpow_nat (f x) (Nat.pred n) * a).
Proof.
  intros n f x a H; induction n as [|n IH].
  - apply (d_equal _ _ (RtoC 0)); [simpl; ring | exact (d_const (RtoC 1) x)].
  - pose proof (d_mul f (fun r => Cpow_nat (f r) n) x _ _ H IH) as D; revert D; apply d_equal.
    rewrite S_INR, RtoC_plus; destruct n as [|n]; simpl; ring.
Qed.

Lemma d_pow : forall (f : R -> C) (x : R) (a : C) e e' r, IZR e = r -> (e' = e - 1)%Z -> has_slope f x a ->
  (RtoC 0 <= r \/ f x <> RtoC 0) -> has_slope (fun s => powZ (f s) e) x (r * powZ (f x) e' * a).
Proof.
  intros f x a e e' r E -> H K; subst r; unfold powZ.
  destruct (Z.eq_dec e 0) as [->|Z0].
  { apply (d_equal _ _ (RtoC 0)); [unfold IZR; ring | exact (d_const (RtoC 1) x)]. }
  destruct (Z_lt_le_dec 0 e) as [P|P].
  - apply (slope_ext (fun s => Cpow_nat (f s) (Z.to_nat e))); [intro; symmetry; apply CpowZ_nonneg; lia|].
    pose proof (d_powN (Z.to_nat e) f x a H) as D; revert D; apply d_equal.
    rewrite (CpowZ_nonneg _ (e - 1)) by lia; unfold IZR; rewrite INR_IZR_INZ, Z2Nat.id by lia.
    replace (Z.to_nat (e - 1)) with (Nat.pred (Z.to_nat e)) by lia; reflexivity.
  - assert (N : f x <> RtoC 0).
    { destruct K as [(_ & _ & K)|K]; [simpl in K; apply le_IZR in K; lia | exact K]. }
    apply (slope_ext (fun s => Cpow_nat (/ f s) (Z.to_nat (- e)))).
    { intro; symmetry; apply CpowZ_negative; lia. }
    pose proof (d_powN (Z.to_nat (- e)) (fun s => / f s) x _ (d_inv f x a N H)) as D; revert D; apply d_equal.
    rewrite (CpowZ_negative _ (e - 1)) by lia; unfold IZR.
    rewrite INR_IZR_INZ, Z2Nat.id, opp_IZR, RtoC_opp by lia.
    replace (Z.to_nat (- (e - 1))) with (S (S (Nat.pred (Z.to_nat (- e))))) by lia.
    change (Cpow_nat (/ f x) (S (S (Nat.pred (Z.to_nat (- e))))))
      with (/ f x * (/ f x * Cpow_nat (/ f x) (Nat.pred (Z.to_nat (- e))))).
    generalize (Cpow_nat (/ f x) (Nat.pred (Z.to_nat (- e)))) (RtoC (Rdefinitions.IZR e)) (/ f x).
    intros p q v; replace (RtoC (-1)) with (- RtoC 1) by (apply complex_equal; simpl; ring); ring.
Qed.

Lemma d_sum_from : forall (f : R -> Z -> C) (x : R) (g : Z -> C) n lo,
  (forall v, (lo <= v)%Z -> (v < lo + Z.of_nat n)%Z -> has_slope (fun r => f r v) x (g v)) ->
  has_slope (fun r => sum_from lo n (f r)) x (sum_from lo n g).
Proof.
  intros f x g n; induction n as [|n IH]; intros lo H; [exact (d_const (RtoC 0) x)|].
  refine (d_add (fun r => f r lo) (fun r => sum_from (lo + 1) n (f r)) x _ _ (H lo _ _) (IH (lo + 1)%Z _)); [lia | lia|].
  intros v L U; apply H; lia.
Qed.

Lemma d_sum : forall (f : R -> Z -> C) (x : R) (g : Z -> C) lo hi a b, IZR lo = a -> IZR hi = b ->
  (forall v, a <= IZR v -> IZR v <= b -> has_slope (fun r => f r v) x (g v)) ->
  has_slope (fun r => sum lo hi (f r)) x (sum lo hi g).
Proof.
  intros f x g lo hi a b <- <- H; unfold sum; apply d_sum_from; intros v L U; apply H; apply le_real, IZR_le; lia.
Qed.

Lemma d_choice : forall (P : Prop) (f g : R -> C) (x : R) (a b : C),
  (P -> has_slope f x a) -> (~ P -> has_slope g x b) ->
  has_slope (fun r => choice P (f r) (g r)) x (choice P a b).
Proof.
  intros P f g x a b F G; destruct (classic P) as [T|T].
  - apply (slope_ext f); [intro r; apply select_true; exact T|].
    apply (d_equal _ _ a); [apply select_true; exact T | apply F; exact T].
  - apply (slope_ext g); [intro r; apply select_untrue; exact T|].
    apply (d_equal _ _ b); [apply select_untrue; exact T | apply G; exact T].
Qed.

Lemma d_upd1 : forall a i j x y, IZR i = x -> IZR j = y ->
  has_slope (fun r => RtoC (upd1 a i r j)) (a i) (ind (y = x)).
Proof.
  intros a i j x y <- <-; unfold ind.
  replace (Sums.ind (IZR j = IZR i)) with (Sums.ind (Rdefinitions.IZR j = Rdefinitions.IZR i)).
  - exact (d_real (fun r => upd1 a i r j) (a i) _ (Analysis.d_upd1 a i j _ _ eq_refl eq_refl)).
  - apply Sums.ind_same; intro E; [unfold IZR; rewrite E; reflexivity | apply RtoC_inj; exact E].
Qed.

Lemma d_upd2 : forall a i1 i2 j1 j2 x1 x2 y1 y2, IZR i1 = x1 -> IZR i2 = x2 -> IZR j1 = y1 -> IZR j2 = y2 ->
  has_slope (fun r => RtoC (upd2 a i1 i2 r j1 j2)) (a i1 i2) (ind (y1 = x1) * ind (y2 = x2)).
Proof.
  intros a i1 i2 j1 j2 x1 x2 y1 y2 X1 X2 Y1 Y2; unfold upd2; destruct (Z.eq_dec i1 j1) as [->|N].
  - rewrite (ind_true (y1 = x1)), Cmult_1_l by congruence; apply d_upd1; assumption.
  - rewrite (ind_untrue (y1 = x1)), Cmult_0_l by (intro E; subst; apply IZR_inj in E; congruence).
    exact (d_const (RtoC (a j1 j2)) (a i1 i2)).
Qed.

Lemma here1 : forall (f : (Z -> R) -> C) a i, f (upd1 a i (a i)) = f a.
Proof. intros f a i; rewrite upd1_self; reflexivity. Qed.

Lemma here2 : forall (f : (Z -> Z -> R) -> C) a i1 i2, f (upd2 a i1 i2 (a i1 i2)) = f a.
Proof. intros f a i1 i2; rewrite upd2_self; reflexivity. Qed.

Lemma row_mul : forall (f g : R -> C) (x : R) (a b u v : C), f x = u -> g x = v ->
  has_slope f x a -> has_slope g x b -> has_slope (fun r => f r * g r) x (a * v + u * b).
Proof. intros; subst; apply d_mul; assumption. Qed.

Lemma row_exp : forall (f : R -> C) (x : R) (a u : C), f x = u ->
  has_slope f x a -> has_slope (fun r => exp (f r)) x (exp u * a).
Proof. intros; subst; apply d_exp; assumption. Qed.

Lemma row_pow : forall (f : R -> C) (x : R) (a u : C) e e' r, f x = u -> IZR e = r -> (e' = e - 1)%Z ->
  has_slope f x a -> (RtoC 0 <= r \/ u <> RtoC 0) -> has_slope (fun s => powZ (f s) e) x (r * powZ u e' * a).
Proof. intros; subst u; apply d_pow; assumption. Qed.

Lemma from_zero : forall e, (0 <=? e)%Z = true -> RtoC 0 <= IZR e.
Proof. intros e H; apply le_real, IZR_le, Z.leb_le; exact H. Qed.

(* -- of what is real ---------------------------------------------------------------------------------------- *)

(* a real function has a real derivative, and what is made of it has the one that Coq's function has *)
Lemma real_slope : forall (f : R -> C) x a, (forall r, is_real (f r)) -> has_slope f x a ->
  a = RtoC (Re a) /\ is_derive (fun r => Re (f r)) x (Re a).
Proof.
  intros f x a F [A B]; split; [|exact A]; symmetry; apply as_real; unfold is_real.
  rewrite <- (is_derive_unique _ _ _ B).
  rewrite (Derive_ext _ (fun _ => 0%R)) by (intro r; apply F); apply Derive_const.
Qed.

Lemma by_real : forall (f : R -> C) (F : C -> C) (g : R -> R) x a (s : R), (forall r, is_real (f r)) ->
  has_slope f x a -> locally (Re (f x)) (fun y => F (RtoC y) = RtoC (g y)) -> is_derive g (Re (f x)) s ->
  has_slope (fun r => F (f r)) x (RtoC s * a).
Proof.
  intros f F g x a s real H near G; destruct (real_slope f x a real H) as [E D].
  apply (slope_ext_near (fun r => RtoC (g (Re (f r))))).
  - assert (K : continuous (fun r => Re (f r)) x) by (apply @ex_derive_continuous; exists (Re a); exact D).
    specialize (K _ near); unfold filtermap in K; generalize K; apply filter_imp; intros r R.
    rewrite <- R, (as_real _ (real r)); reflexivity.
  - pose proof (d_real (fun r => g (Re (f r))) x _ (is_derive_comp g (fun r => Re (f r)) x _ _ G D)) as Q.
    revert Q; apply d_equal; rewrite E; simpl; unfold scal; simpl; unfold mult; simpl.
    rewrite RtoC_mult; ring.
Qed.

Lemma positive_nearby : forall y : R, (0 < y)%R -> locally y (fun z => (0 < z)%R).
Proof. intros y H; apply (open_gt 0 y H). Qed.

Lemma row_root : forall (f : R -> C) (x : R) (a u : C) d, (forall r, is_real (f r)) -> f x = u ->
  (0 <? d)%Z = true -> has_slope f x a -> RtoC 0 < u ->
  has_slope (fun r => root d (f r)) x (RtoC (1 / Rdefinitions.IZR d) * root d u * powZ u (-1) * a).
Proof.
  intros f x a u d real <- D H (_ & _ & P); simpl in P.
  apply (d_equal _ _ (RtoC (1 / Rdefinitions.IZR d * Analysis.root d (Re (f x)) * Identities.powZ (Re (f x)) (-1) * 1) * a)).
  - pose proof (as_real _ (real x)) as U; revert U; generalize (Re (f x)) as y; intros y <-.
    unfold root, powZ; rewrite Re_RtoC, CpowZ_RtoC, !RtoC_mult; ring.
  - apply (by_real f (root d) (Analysis.root d) x a); [exact real | exact H | |].
    + apply filter_forall; reflexivity.
    + exact (Analysis.d_root (fun y => y) (Re (f x)) 1 d D (Analysis.d_id _) P).
Qed.

Lemma row_power : forall (f : R -> C) (x : R) (a u e e' : C), (forall r, is_real (f r)) -> f x = u ->
  is_real e -> e' = e + RtoC (-1) -> has_slope f x a -> RtoC 0 < u ->
  has_slope (fun r => power (f r) e) x (e * power u e' * a).
Proof.
  intros f x a u e e' real <- E -> H (_ & _ & P); simpl in P.
  apply (d_equal _ _ (RtoC (Rtrigo_def.exp (Re e * ln (Re (f x))) * (Re e * / Re (f x))) * a)).
  - replace (e * power (f x) (e + RtoC (-1)))
      with (RtoC (Re e * Rtrigo_def.exp ((Re e + -1) * ln (Re (f x))))%R).
    2: { rewrite RtoC_mult, (as_real e E); unfold power; rewrite <- Sums.select_true by exact P; reflexivity. }
    f_equal; f_equal.
    rewrite Rmult_plus_distr_r, exp_plus; replace (-1 * ln (Re (f x)))%R with (- ln (Re (f x)))%R by ring.
    rewrite exp_Ropp, exp_ln by exact P; ring.
  - apply (by_real f (fun z => power z e) (fun y => Rtrigo_def.exp (Re e * ln y))); [exact real | exact H | |].
    + generalize (positive_nearby _ P); apply filter_imp; intros y Y; unfold power; simpl.
      rewrite <- Sums.select_true by exact Y; reflexivity.
    + pose proof (Analysis.d_mul (fun _ => Re e) ln (Re (f x)) _ _ (Analysis.d_const (Re e) _) (is_derive_ln _ P)) as L.
      pose proof (Analysis.d_exp (fun y => Re e * ln y)%R _ _ L) as Q; revert Q; apply Analysis.d_equal; ring.
Qed.

Lemma row_log : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> u <> RtoC 0 -> has_slope (fun r => c_log (f r)) x (powZ u (-1) * a).
Proof.
  intros f x a u real <- H N; assert (R0 : (Re (f x) <> 0)%R).
  { intro E; apply N; rewrite <- (as_real _ (real x)), E; reflexivity. }
  apply (d_equal _ _ (RtoC (/ Re (f x)) * a)).
  { pose proof (as_real _ (real x)) as U; revert U; generalize (Re (f x)) as y; intros y <-.
    unfold powZ; rewrite CpowZ_RtoC; reflexivity. }
  destruct (Rdichotomy _ _ R0) as [L|P].
  - apply (slope_ext_near (fun r => c_log (RtoC (-1) * f r) + (0, Rtrigo1.PI)%R)).
    + destruct (real_slope f x a real H) as [_ D].
      assert (K : continuous (fun r => Re (f r)) x) by (apply @ex_derive_continuous; exists (Re a); exact D).
      specialize (K _ (open_lt 0 _ L)); unfold filtermap in K; generalize K; apply filter_imp; intros r R.
      rewrite <- (as_real _ (real r)), <- RtoC_mult, (log_is (-1 * Re (f r))) by lra.
      unfold c_log, Clog, Carg; rewrite Re_RtoC, Im_RtoC; destruct (Rle_dec 0 0) as [_|W]; [|lra].
      rewrite Cmod_R, Rabs_left by exact R.
      replace (Re (f r) / - Re (f r))%R with (- (1))%R by (field; lra).
      rewrite acos_opp, acos_1; replace (-1 * Re (f r))%R with (- Re (f r))%R by ring.
      apply complex_equal; simpl; ring.
    + assert (opposite : Re (RtoC (-1) * f x) = (-1 * Re (f x))%R).
      { pose proof (real x) as I; unfold is_real, Im in I; simpl; rewrite I; unfold Re; ring. }
      apply (d_equal _ _ (RtoC (/ Re (f x)) * a + RtoC 0)); [ring|].
      apply (d_add (fun r => c_log (RtoC (-1) * f r)) (fun _ => (0, Rtrigo1.PI)%R));
        [|exact (d_const (0, Rtrigo1.PI)%R x)].
      apply (d_equal _ _ (RtoC (/ (-1 * Re (f x))) * (RtoC (-1) * a))).
      * rewrite Cmult_assoc, <- RtoC_mult; do 2 f_equal; field; exact R0.
      * apply (by_real (fun r => RtoC (-1) * f r) c_log ln).
        -- intro r; apply real_mult; [reflexivity | apply real].
        -- apply d_scaled; exact H.
        -- apply (filter_imp (fun y => 0 < y)%R); [intros y Y; apply log_is; exact Y|].
           apply positive_nearby; rewrite opposite; lra.
        -- rewrite opposite; apply is_derive_ln; lra.
  - apply (by_real f c_log ln); [exact real | exact H | | apply is_derive_ln; exact P].
    apply (filter_imp (fun y => 0 < y)%R); [intros y Y; apply log_is; exact Y | apply positive_nearby; exact P].
Qed.

Lemma row_atan : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> has_slope (fun r => c_atan (f r)) x (powZ (RtoC 1 + powZ u 2) (-1) * a).
Proof.
  intros f x a u real <- H.
  apply (d_equal _ _ (RtoC (/ (1 + Re (f x) * Re (f x))) * a)).
  - pose proof (as_real _ (real x)) as U; revert U; generalize (Re (f x)) as y; intros y <-.
    f_equal; unfold powZ; rewrite CpowZ_RtoC, <- RtoC_plus, CpowZ_RtoC; reflexivity.
  - apply (by_real f c_atan atan); [exact real | exact H | |].
    + apply filter_forall; intro; apply atan_real.
    + apply (Analysis.d_equal _ _ (/ (1 + Re (f x) ^ 2))%R); [f_equal; ring|].
      apply is_derive_Reals, derivable_pt_lim_atan.
Qed.

(* -- sines and their like, of complex numbers, too -------------------------------------------------------------- *)

Lemma minus_minus : RtoC (-1) * RtoC (-1) = RtoC 1.
Proof. rewrite <- RtoC_mult; f_equal; ring. Qed.

Section Rows.
  Variables (f : R -> C) (x : R) (a u : C).
  Hypothesis at_x : f x = u.
  Hypothesis slope : has_slope f x a.

  Lemma exps : forall c, has_slope (fun r => exp (c * f r)) x (exp (c * u) * (c * a)).
  Proof. intro c; rewrite <- at_x; apply (d_exp (fun r => c * f r)), d_scaled; exact slope. Qed.

  Lemma row_sin : has_slope (fun r => c_sin (f r)) x (c_cos u * a).
  Proof.
    eapply d_equal; [|unfold c_sin; apply d_scaled, d_scaled, d_add; [apply exps|]].
    2: { apply (slope_ext (fun r => RtoC (-1) * exp (RtoC (-1) * Ci * f r))).
         - intro r; do 2 f_equal; ring.
         - apply d_scaled, exps. }
    unfold c_cos; replace (RtoC (-1) * (Ci * u)) with (RtoC (-1) * Ci * u) by ring.
    set (p := exp (Ci * u)); set (q := exp (RtoC (-1) * Ci * u)).
    transitivity (RtoC (-1) * (Ci * Ci) * (RtoC (1 / 2) * (p + RtoC (-1) * RtoC (-1) * q) * a)); [ring|].
    rewrite i_times_i; rewrite minus_minus; ring.
  Qed.

  Lemma row_cos : has_slope (fun r => c_cos (f r)) x (RtoC (-1) * c_sin u * a).
  Proof.
    eapply d_equal; [|unfold c_cos; apply d_scaled, d_add; [apply exps|]].
    2: { apply (slope_ext (fun r => exp (RtoC (-1) * Ci * f r))).
         - intro r; f_equal; ring.
         - apply exps. }
    unfold c_sin; replace (RtoC (-1) * (Ci * u)) with (RtoC (-1) * Ci * u) by ring.
    set (p := exp (Ci * u)); set (q := exp (RtoC (-1) * Ci * u)).
    transitivity (RtoC (-1) * RtoC (-1) * (Ci * (RtoC (1 / 2) * (p + RtoC (-1) * q)) * a)); [|ring].
    rewrite minus_minus; ring.
  Qed.

  Lemma row_sinh : has_slope (fun r => c_sinh (f r)) x (c_cosh u * a).
  Proof.
    eapply d_equal; [|unfold c_sinh; apply d_scaled, d_add; [|apply d_scaled, exps]].
    2: { rewrite <- at_x; apply d_exp; exact slope. }
    unfold c_cosh; rewrite at_x.
    transitivity (RtoC (1 / 2) * (exp u + RtoC (-1) * RtoC (-1) * exp (RtoC (-1) * u)) * a); [ring|].
    rewrite minus_minus; ring.
  Qed.

  Lemma row_cosh : has_slope (fun r => c_cosh (f r)) x (c_sinh u * a).
  Proof.
    eapply d_equal; [|unfold c_cosh; apply d_scaled, d_add; [|apply exps]].
    2: { rewrite <- at_x; apply d_exp; exact slope. }
    unfold c_sinh; rewrite at_x; ring.
  Qed.

  (* 1/g, of something that is not 0 *)
  Lemma inverse_of : forall (g : R -> C) (b : C), g x <> RtoC 0 -> has_slope g x b ->
    has_slope (fun r => powZ (g r) (-1)) x (RtoC (-1) * (/ g x * / g x) * b).
  Proof. intros g b N H; exact (d_inv g x b N H). Qed.
End Rows.

Ltac quotient := unfold powZ, CpowZ; simpl Ctimes_itself; intros; field; assumption.

Section Quotients.
  Variables (f : R -> C) (x : R) (a u : C).
  Hypothesis at_x : f x = u.
  Hypothesis slope : has_slope f x a.

  Lemma over : forall (n d : C -> C) (p q : C),
    d u <> RtoC 0 -> has_slope (fun r => n (f r)) x p -> has_slope (fun r => d (f r)) x q ->
    has_slope (fun r => n (f r) * powZ (d (f r)) (-1)) x (p * / d u + n u * (RtoC (-1) * (/ d u * / d u) * q)).
  Proof.
    intros n d p q N P Q; rewrite <- at_x in *.
    exact (d_mul (fun r => n (f r)) (fun r => powZ (d (f r)) (-1)) x _ _ P
             (inverse_of x (fun r => d (f r)) q N Q)).
  Qed.

  Lemma one_over : forall (d : C -> C) (q : C), d u <> RtoC 0 -> has_slope (fun r => d (f r)) x q ->
    has_slope (fun r => powZ (d (f r)) (-1)) x (RtoC (-1) * (/ d u * / d u) * q).
  Proof. intros d q N Q; rewrite <- at_x in *; exact (inverse_of x (fun r => d (f r)) q N Q). Qed.

  Lemma row_tan : c_cos u <> RtoC 0 -> has_slope (fun r => c_tan (f r)) x ((RtoC 1 + powZ (c_tan u) 2) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (over c_sin c_cos _ _ N (row_sin f x a u at_x slope) (row_cos f x a u at_x slope))).
    unfold c_tan; generalize (minus_minus) N; generalize (c_sin u), (c_cos u), (RtoC (-1)); intros s c m M K.
    transitivity (a * (c * / c) + m * m * (s * s * / c * / c) * a); [ring|]; rewrite M; quotient.
  Qed.

  Lemma row_cot : c_sin u <> RtoC 0 ->
    has_slope (fun r => c_cot (f r)) x (RtoC (-1) * (RtoC 1 + powZ (c_cot u) 2) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (over c_cos c_sin _ _ N (row_cos f x a u at_x slope) (row_sin f x a u at_x slope))).
    unfold c_cot; revert N; generalize (c_sin u), (c_cos u), (RtoC (-1)); intros s c m N; quotient.
  Qed.

  Lemma row_sec : c_cos u <> RtoC 0 -> has_slope (fun r => c_sec (f r)) x (c_sec u * c_tan u * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (one_over c_cos _ N (row_cos f x a u at_x slope))).
    unfold c_sec, c_tan; generalize (minus_minus) N; generalize (c_sin u), (c_cos u), (RtoC (-1)); intros s c m M K.
    transitivity (m * m * (s * / c * / c) * a); [ring|]; rewrite M; quotient.
  Qed.

  Lemma row_csc : c_sin u <> RtoC 0 -> has_slope (fun r => c_csc (f r)) x (RtoC (-1) * (c_csc u * c_cot u) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (one_over c_sin _ N (row_sin f x a u at_x slope))).
    unfold c_csc, c_cot; revert N; generalize (c_sin u), (c_cos u), (RtoC (-1)); intros s c m N; quotient.
  Qed.

  Lemma row_tanh : c_cosh u <> RtoC 0 ->
    has_slope (fun r => c_tanh (f r)) x ((RtoC 1 + RtoC (-1) * powZ (c_tanh u) 2) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (over c_sinh c_cosh _ _ N (row_sinh f x a u at_x slope) (row_cosh f x a u at_x slope))).
    unfold c_tanh; revert N; generalize (c_sinh u), (c_cosh u), (RtoC (-1)); intros s c m N; quotient.
  Qed.

  Lemma row_coth : c_sinh u <> RtoC 0 ->
    has_slope (fun r => c_coth (f r)) x ((RtoC 1 + RtoC (-1) * powZ (c_coth u) 2) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (over c_cosh c_sinh _ _ N (row_cosh f x a u at_x slope) (row_sinh f x a u at_x slope))).
    unfold c_coth; revert N; generalize (c_sinh u), (c_cosh u), (RtoC (-1)); intros s c m N; quotient.
  Qed.

  Lemma row_sech : c_cosh u <> RtoC 0 ->
    has_slope (fun r => c_sech (f r)) x (RtoC (-1) * (c_sech u * c_tanh u) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (one_over c_cosh _ N (row_cosh f x a u at_x slope))).
    unfold c_sech, c_tanh; revert N; generalize (c_sinh u), (c_cosh u), (RtoC (-1)); intros s c m N; quotient.
  Qed.

  Lemma row_csch : c_sinh u <> RtoC 0 ->
    has_slope (fun r => c_csch (f r)) x (RtoC (-1) * (c_csch u * c_coth u) * a).
  Proof.
    intro N; refine (d_equal _ _ _ _ _ (one_over c_sinh _ N (row_sinh f x a u at_x slope))).
    unfold c_csch, c_coth; revert N; generalize (c_sinh u), (c_cosh u), (RtoC (-1)); intros s c m N; quotient.
  Qed.
End Quotients.

(* -- inverse hyperbolic functions and the error function, of real numbers ------------------------------------------ *)

Lemma root_2_square : forall y : R, (0 < y)%R -> (Analysis.root 2 y * Analysis.root 2 y = y)%R.
Proof. intros y H; apply (Analysis.root_power 2 y eq_refl); lra. Qed.

Lemma row_asinh : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> has_slope (fun r => c_asinh (f r)) x (powZ (root 2 (RtoC 1 + powZ u 2)) (-1) * a).
Proof.
  intros f x a u real <- H.
  assert (P : forall y : R, (0 < y * y + 1)%R) by (intro y; nra).
  apply (d_equal _ _ (RtoC (/ Analysis.root 2 (Re (f x) * Re (f x) + 1)) * a)).
  - pose proof (as_real _ (real x)) as U; revert U; generalize (Re (f x)) as y; intros y <-.
    f_equal; unfold root, powZ; rewrite (CpowZ_RtoC y 2), <- RtoC_plus, Re_RtoC, CpowZ_RtoC.
    change (Identities.powZ y 2) with (y * y)%R; rewrite (Rplus_comm 1); reflexivity.
  - apply (by_real f c_asinh (fun y => ln (y + Analysis.root 2 (y * y + 1)))%R); [exact real | exact H | |].
    + apply filter_forall; intro; apply asinh_is.
    + generalize (Re (f x)) as y; intro y.
      pose proof (root_2_square _ (P y)) as Q; pose proof (Analysis.root_positive 2 _ (P y)) as G.
      pose proof (Analysis.d_add _ _ y _ _ (Analysis.d_mul _ _ y _ _ (Analysis.d_id y) (Analysis.d_id y))
                    (Analysis.d_const 1 y)) as D1.
      pose proof (Analysis.d_root (fun z => z * z + 1)%R y _ 2 eq_refl D1 (P y)) as D2.
      pose proof (Analysis.d_add _ _ y _ _ (Analysis.d_id y) D2) as D3.
      assert (W : (0 < y + Analysis.root 2 (y * y + 1))%R).
      { apply Rnot_le_lt; intro L; assert (Analysis.root 2 (y * y + 1) * Analysis.root 2 (y * y + 1) <= y * y)%R by nra.
        lra. }
      pose proof (is_derive_comp ln (fun z => z + Analysis.root 2 (z * z + 1))%R y _ _ (is_derive_ln _ W) D3) as D4.
      revert D4; apply Analysis.d_equal; unfold scal; simpl; unfold mult; simpl.
      revert Q G W; generalize (Analysis.root 2 (y * y + 1)) as t; intros t Q G W.
      rewrite <- Q; field; repeat split; lra.
Qed.

Lemma row_atanh : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> RtoC (-1) < u -> u < RtoC 1 ->
  has_slope (fun r => c_atanh (f r)) x (powZ (RtoC 1 + RtoC (-1) * powZ u 2) (-1) * a).
Proof.
  intros f x a u real <- H (_ & _ & A) (_ & _ & B); simpl in A, B.
  assert (N : forall c : R, (1 + c * Re (f x) <> 0)%R -> RtoC 1 + RtoC c * f x <> RtoC 0).
  { intros c N E; apply N; rewrite <- (as_real _ (real x)) in E; rewrite <- RtoC_mult, <- RtoC_plus in E.
    apply RtoC_inj in E; exact E. }
  assert (P : RtoC 1 + f x <> RtoC 0).
  { intro E; apply (N 1%R); [lra|]; rewrite <- E; ring. }
  assert (M : RtoC 1 + RtoC (-1) * f x <> RtoC 0) by (apply N; lra).
  pose proof (row_log (fun r => RtoC 1 + f r) x _ _ (fun r => real_plus _ _ (real_RtoC 1) (real r)) eq_refl
                (d_add _ _ x _ _ (d_const (RtoC 1) x) H) P) as L1.
  pose proof (row_log (fun r => RtoC 1 + RtoC (-1) * f r) x _ _
                (fun r => real_plus _ _ (real_RtoC 1) (real_mult _ _ (real_RtoC (-1)) (real r))) eq_refl
                (d_add _ _ x _ _ (d_const (RtoC 1) x) (d_scaled (RtoC (-1)) _ x _ H)) M) as L2.
  pose proof (d_scaled (RtoC (1 / 2)) _ x _ (d_add _ _ x _ _ L1 (d_scaled (RtoC (-1)) _ x _ L2))) as D.
  revert D; apply d_equal; unfold powZ, CpowZ; simpl Ctimes_itself.
  replace (RtoC (1 / 2)) with (/ (RtoC 1 + RtoC 1)).
  2: { rewrite <- RtoC_plus, <- RtoC_inv by lra; f_equal; field. }
  assert (two : RtoC 1 + RtoC 1 <> RtoC 0) by (rewrite <- RtoC_plus; intro E; apply RtoC_inj in E; lra).
  replace (RtoC (-1)) with (- RtoC 1) in * by (apply complex_equal; simpl; ring).
  assert (K : RtoC 1 + - RtoC 1 * (f x * f x) <> RtoC 0).
  { replace (RtoC 1 + - RtoC 1 * (f x * f x)) with ((RtoC 1 + f x) * (RtoC 1 + - RtoC 1 * f x)) by ring.
    apply Cmult_neq_0; assumption. }
  field; repeat split; assumption.
Qed.

Definition gauss (t : R) : R := Rtrigo_def.exp (-1 * (t * t)).

Lemma gauss_continuous : forall t, continuous gauss t.
Proof.
  intro t; apply @ex_derive_continuous; unfold gauss; eexists; apply Analysis.d_exp.
  apply (Analysis.d_mul (fun _ => (-1)%R) (fun r => r * r)%R); [exact (Analysis.d_const _ t)|].
  apply Analysis.d_mul; exact (Analysis.d_id t).
Qed.

Lemma erf_is : forall y : R, c_erf (RtoC y) = RtoC (2 / sqrt Rtrigo1.PI * RInt gauss 0 y).
Proof.
  intro y; unfold c_erf; rewrite (no_imaginary_part (bell (RtoC y))).
  - rewrite (RInt_ext _ (fun t => gauss (y * t + 0))).
    + replace (RInt gauss 0 y) with (y * RInt (fun t => gauss (y * t + 0)) 0 1)%R.
      * rewrite !RtoC_mult; change (RInt (fun t => gauss (y * t + 0)) 0 1, 0%R)
          with (RtoC (RInt (fun t => gauss (y * t + 0)) 0 1)); ring.
      * assert (I : forall p q, ex_RInt gauss p q) by (intros; apply @ex_RInt_continuous; intros; apply gauss_continuous).
        pose proof (RInt_comp_lin gauss y 0 0 1 (I _ _)) as L.
        replace (y * 0 + 0)%R with 0%R in L by ring; replace (y * 1 + 0)%R with y in L by ring.
        rewrite <- L; symmetry; apply (RInt_scal (fun t => gauss (y * t + 0))%R 0 1 y).
        apply @ex_RInt_continuous; intros t _; apply @ex_derive_continuous; unfold gauss; auto_derive; trivial.
    + intros t _; unfold bell, gauss; rewrite <- !RtoC_mult, Cexp_RtoC, Re_RtoC; f_equal; ring.
  - intro t; unfold bell; apply real_exp; repeat apply real_mult; reflexivity.
Qed.

Lemma root_of_pi : Analysis.root 2 Rtrigo1.PI = sqrt Rtrigo1.PI.
Proof.
  apply (Analysis.root_unique 2); [reflexivity | apply sqrt_pos|].
  pose proof PI_RGT_0; exact (sqrt_sqrt Rtrigo1.PI ltac:(lra)).
Qed.

Lemma row_erf : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a ->
  has_slope (fun r => c_erf (f r)) x (RtoC 2 * exp (RtoC (-1) * powZ u 2) * powZ (root 2 PI) (-1) * a).
Proof.
  intros f x a u real <- H; pose proof PI_RGT_0 as G; pose proof (sqrt_lt_R0 _ G) as S.
  apply (d_equal _ _ (RtoC (2 / sqrt Rtrigo1.PI * gauss (Re (f x))) * a)).
  - pose proof (as_real _ (real x)) as U; revert U; generalize (Re (f x)) as y; intros y <-.
    f_equal; unfold root, powZ, PI, exp, gauss; rewrite !CpowZ_RtoC, <- RtoC_mult, Cexp_RtoC, Re_RtoC, root_of_pi.
    rewrite <- !RtoC_mult; f_equal; simpl; unfold Rdiv; ring.
  - apply (by_real f c_erf (fun y => 2 / sqrt Rtrigo1.PI * RInt gauss 0 y)%R); [exact real | exact H | |].
    + apply filter_forall; intro; apply erf_is.
    + generalize (Re (f x)) as y; intro y.
      assert (D : is_derive (fun z => RInt gauss 0 z) y (gauss y)).
      { apply (is_derive_RInt gauss (fun z => RInt gauss 0 z) 0 y); [|apply gauss_continuous].
        apply filter_forall; intro z; apply (RInt_correct gauss 0 z), @ex_RInt_continuous; intros; apply gauss_continuous. }
      pose proof (Analysis.d_mul (fun _ => 2 / sqrt Rtrigo1.PI)%R _ y _ _ (Analysis.d_const _ y) D) as Q.
      revert Q; apply Analysis.d_equal; ring.
Qed.

Lemma real_Derive : forall (f : R -> C) (x : R), (forall r, is_real (f r)) -> is_real (Derive f x).
Proof.
  intros f x H; unfold is_real, Derive; simpl.
  rewrite (Derive_ext _ (fun _ => 0%R)) by (intro r; apply H); apply Derive_const.
Qed.

(* -- inverse sines of real numbers between -1 and 1 ----------------------------------------------------------------- *)

Lemma asin_is : forall y : R, (-1 < y < 1)%R -> c_asin (RtoC y) = RtoC (asin y).
Proof.
  intros y B; unfold c_asin.
  assert (P : (0 <= 1 - y * y)%R) by nra.
  replace (Ci * RtoC y + principal_root 2 (RtoC 1 + RtoC (-1) * powZ (RtoC y) 2)) with (exp (Ci * RtoC (asin y))).
  - unfold c_log, exp; rewrite Clog_Cexp.
    + transitivity (RtoC (-1) * (Ci * Ci) * RtoC (asin y)); [ring|]; rewrite i_times_i, minus_minus; ring.
    + pose proof (asin_bound y); pose proof PI_RGT_0; simpl; lra.
  - rewrite exp_i, cos_asin, sin_asin by lra.
    replace (RtoC 1 + RtoC (-1) * powZ (RtoC y) 2) with (RtoC (1 - y * y)).
    + unfold principal_root; rewrite Croot_RtoC by exact P.
      rewrite (Analysis.root_unique 2 _ (sqrt (1 - y * y)) eq_refl (sqrt_pos _) (sqrt_sqrt _ P)).
      unfold Rsqr; apply complex_equal; simpl; ring.
    + unfold powZ; rewrite CpowZ_RtoC, <- RtoC_mult, <- RtoC_plus; f_equal; simpl; ring.
Qed.

Lemma row_asin : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> RtoC (-1) < u -> u < RtoC 1 ->
  has_slope (fun r => c_asin (f r)) x (powZ (root 2 (RtoC 1 + RtoC (-1) * powZ u 2)) (-1) * a).
Proof.
  intros f x a u real <- H (_ & _ & A) (_ & _ & B); simpl in A, B.
  assert (P : (0 < 1 - Re (f x) * Re (f x))%R) by nra.
  apply (d_equal _ _ (RtoC (/ sqrt (1 - (Re (f x))²)) * a)).
  - pose proof (as_real _ (real x)) as U; revert U P; generalize (Re (f x)) as y; intros y <- P.
    f_equal; unfold root, powZ; rewrite (CpowZ_RtoC y 2), <- RtoC_mult, <- RtoC_plus, Re_RtoC, CpowZ_RtoC.
    change (Identities.powZ y 2) with (y * y)%R; replace (1 + -1 * (y * y))%R with (1 - y * y)%R by ring.
    rewrite (Analysis.root_unique 2 _ (sqrt (1 - y * y)) eq_refl (sqrt_pos _) (sqrt_sqrt _ (Rlt_le _ _ P))).
    reflexivity.
  - apply (by_real f c_asin asin); [exact real | exact H | |].
    + generalize (filter_and _ _ (open_gt (-1) _ A) (open_lt 1 _ B)); apply filter_imp; intros y Y; apply asin_is.
      exact Y.
    + apply (Analysis.d_equal _ _ (1 / sqrt (1 - (Re (f x))²))%R); [unfold Rdiv; ring|].
      pose proof (derive_pt_asin (Re (f x)) (conj A B)) as D; apply is_derive_Reals.
      rewrite <- D; apply derive_pt_eq_1 with (derivable_pt_asin (Re (f x)) (conj A B)); reflexivity.
Qed.

Lemma row_acos : forall (f : R -> C) (x : R) (a u : C), (forall r, is_real (f r)) -> f x = u ->
  has_slope f x a -> RtoC (-1) < u -> u < RtoC 1 ->
  has_slope (fun r => c_acos (f r)) x
    (RtoC (-1) * powZ (root 2 (RtoC 1 + RtoC (-1) * powZ u 2)) (-1) * a).
Proof.
  intros f x a u real E H A B.
  pose proof (d_add _ _ x _ _ (d_const (RtoC (1 / 2) * PI) x)
                (d_scaled (RtoC (-1)) _ x _ (row_asin f x a u real E H A B))) as D.
  revert D; apply d_equal; ring.
Qed.

(* -- a derivative of a derivative ------------------------------------------------------------------------------------- *)

Lemma row_diff : forall (f g : R -> C) (x : R) (a : C), locally x (fun r => f r = g r) ->
  has_slope g x a -> has_slope f x a.
Proof.
  intros f g x a E; apply slope_ext_near; generalize E; apply filter_imp; intros r H; symmetry; exact H.
Qed.

Lemma near_ne : forall (f g : R -> C) x (a b u v : C), f x = u -> g x = v -> has_slope f x a -> has_slope g x b ->
  u <> v -> locally x (fun r => f r <> g r).
Proof.
  intros f g x a b u v <- <- [A A'] [B B'] H.
  destruct (Req_dec (Re (f x)) (Re (g x))) as [E|E].
  - destruct (Req_dec (Im (f x)) (Im (g x))) as [K|K]; [destruct H; apply complex_equal; assumption|].
    generalize (Analysis.near_ne _ _ x _ _ _ _ eq_refl eq_refl A' B' K); apply filter_imp; intros r R Q.
    apply R; rewrite Q; reflexivity.
  - generalize (Analysis.near_ne _ _ x _ _ _ _ eq_refl eq_refl A B E); apply filter_imp; intros r R Q.
    apply R; rewrite Q; reflexivity.
Qed.

Lemma near_lt : forall (f g : R -> C) x (a b u v : C), (forall r, is_real (f r)) -> (forall r, is_real (g r)) ->
  f x = u -> g x = v -> has_slope f x a -> has_slope g x b -> u < v -> locally x (fun r => f r < g r).
Proof.
  intros f g x a b u v F G <- <- [A _] [B _] (_ & _ & H).
  generalize (Analysis.near_lt _ _ x _ _ _ _ eq_refl eq_refl A B H); apply filter_imp; intros r R.
  repeat split; [apply F | apply G | exact R].
Qed.

Lemma near_le : forall (f g : R -> C) x (a b u v : C), (forall r, is_real (f r)) -> (forall r, is_real (g r)) ->
  f x = u -> g x = v -> has_slope f x a -> has_slope g x b -> u < v -> locally x (fun r => f r <= g r).
Proof.
  intros f g x a b u v F G P Q A B H; generalize (near_lt f g x a b u v F G P Q A B H).
  apply filter_imp; intros r; apply less.
Qed.
