(* Polynomials of a vector: they are smooth, and their partial derivatives are computed. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Bool.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Points Forms.
Import ListNotations.
Open Scope R_scope.

(* monomials: a coefficient, and the indices of the factors *)
Definition polynomial : Type := list (Q * list Z).

Fixpoint factors (l : list Z) (x : list R) : R :=
  match l with [] => 1 | i :: l' => component x i * factors l' x end.

Fixpoint poly (p : polynomial) (x : list R) : R :=
  match p with [] => 0 | (c, l) :: p' => number c * factors l x + poly p' x end.

(* -- differentiability ----------------------------------------------------------------------------------------- *)

Fixpoint mix (a : R) (g : list R) (b : R) (h : list R) : list R :=
  match g, h with c :: g', d :: h' => (a * c + b * d) :: mix a g' b h' | _, _ => [] end.

Lemma mix_length : forall a b g h, length g = length h -> length (mix a g b h) = length g.
Proof.
  intros a b; induction g as [|c g IH]; intros [|d h] H; simpl in *; try congruence.
  rewrite IH; congruence.
Qed.

Lemma mix_weighted : forall a b g h x y, length g = length h ->
  weighted (mix a g b h) x y = a * weighted g x y + b * weighted h x y.
Proof.
  intros a b; induction g as [|c g IH]; intros [|d h] x y H; simpl in *; try discriminate; try ring.
  destruct x as [|u x], y as [|v y]; simpl; try ring; rewrite IH by congruence; ring.
Qed.

Fixpoint largest (g : list R) : R := match g with [] => 0 | c :: g' => Rabs c + largest g' end.

Lemma largest_nonneg : forall g, 0 <= largest g.
Proof. induction g as [|c g IH]; simpl; [lra|]; pose proof (Rabs_pos c); lra. Qed.

Lemma weighted_bound : forall g x y, Rabs (weighted g x y) <= largest g * distance x y.
Proof.
  assert (Z : Rabs 0 <= 0) by (rewrite Rabs_R0; lra).
  induction g as [|c g IH]; intros [|u x] [|v y]; simpl; try (rewrite Rabs_R0, ?Rmult_0_r, ?Rmult_0_l; lra);
    try (rewrite Rabs_R0; pose proof (Rabs_pos (c)); pose proof (largest_nonneg g); nra).
  pose proof (IH x y) as I; pose proof (Rabs_triang (c * (u - v)) (weighted g x y)) as T.
  rewrite Rabs_mult in T; pose proof (Rabs_pos c); pose proof (Rabs_pos (u - v)).
  pose proof (largest_nonneg g); pose proof (distance_nonneg x y); nra.
Qed.

Lemma differentiable_same : forall F G y, (forall x, length x = length y -> F x = G x) ->
  differentiable F y -> differentiable G y.
Proof.
  intros F G y H (g & L & D); exists g; split; [exact L|]; intros eps E.
  destruct (D eps E) as (d & P & B); exists d; split; [exact P|]; intros x X N.
  rewrite <- !H by (reflexivity || exact X); apply B; assumption.
Qed.

Lemma differentiable_const : forall c y, differentiable (fun _ => c) y.
Proof.
  intros c y; exists (map (fun _ => 0) y); split; [apply map_length|].
  intros eps E; destruct (has_gradient_of_zero y eps E) as (d & P & B); exists d; split; [exact P|].
  intros x X N; specialize (B x X N); replace (c - c) with (0 - 0) by ring; exact B.
Qed.

Lemma differentiable_component : forall i y, differentiable (fun x => component x i) y.
Proof.
  intros [|p|p] y; simpl component; try apply differentiable_const.
  generalize (Nat.pred (Pos.to_nat p)) as n; clear p.
  induction y as [|b y IH]; intro n.
  { apply (differentiable_same (fun _ => 0)); [|apply differentiable_const].
    intros [|a x] H; [destruct n; reflexivity | discriminate]. }
  destruct n as [|n].
  - exists (1 :: map (fun _ => 0) y); split; [simpl; rewrite map_length; reflexivity|].
    intros eps E; exists 1; split; [lra|]; intros [|a x] X _; [discriminate|]; simpl.
    assert (W : weighted (map (fun _ => 0) y) x y = 0).
    { clear; revert x; induction y as [|b y IH]; intros [|a x]; simpl; try reflexivity; rewrite IH; ring. }
    rewrite W; replace (a - b - (1 * (a - b) + 0)) with 0 by ring; rewrite Rabs_R0.
    apply Rmult_le_pos; [lra|]; pose proof (Rabs_pos (a - b)); pose proof (distance_nonneg x y); lra.
  - destruct (IH n) as (g & L & D); exists (0 :: g); split; [simpl; congruence|]; intros eps E.
    destruct (D eps E) as (d & P & B); exists d; split; [exact P|]; intros [|a x] X N; [discriminate|].
    simpl in *; pose proof (Rabs_pos (a - b)); specialize (B x ltac:(congruence) ltac:(lra)).
    replace (_ - (0 * (a - b) + weighted g x y)) with (nth n x 0 - nth n y 0 - weighted g x y) by ring.
    pose proof (Rmult_le_compat_l eps (distance x y) (Rabs (a - b) + distance x y) ltac:(lra) ltac:(lra)); lra.
Qed.

Lemma differentiable_add : forall F G y, differentiable F y -> differentiable G y ->
  differentiable (fun x => F x + G x) y.
Proof.
  intros F G y (g & L & D) (h & M & D'); exists (mix 1 g 1 h); split; [rewrite mix_length; congruence|].
  intros eps E; destruct (D (eps / 2)) as (d & P & B); [lra|]; destruct (D' (eps / 2)) as (d' & P' & B'); [lra|].
  exists (Rmin d d'); split; [apply Rmin_glb_lt; assumption|]; intros x X N.
  pose proof (Rmin_l d d'); pose proof (Rmin_r d d').
  specialize (B x X ltac:(lra)); specialize (B' x X ltac:(lra)).
  rewrite mix_weighted by congruence.
  replace (F x + G x - (F y + G y) - (1 * weighted g x y + 1 * weighted h x y))
    with ((F x - F y - weighted g x y) + (G x - G y - weighted h x y)) by ring.
  pose proof (Rabs_triang (F x - F y - weighted g x y) (G x - G y - weighted h x y)); lra.
Qed.

(* what is differentiable changes no faster than the distance, times some number *)
Lemma differentiable_near : forall F y, differentiable F y ->
  exists K d, 0 < K /\ 0 < d /\ forall x, length x = length y -> distance x y < d ->
    Rabs (F x - F y) <= K * distance x y.
Proof.
  intros F y (g & L & D); destruct (D 1) as (d & P & B); [lra|].
  exists (largest g + 1), d; pose proof (largest_nonneg g); split; [lra | split; [exact P|]].
  intros x X N; specialize (B x X N); pose proof (weighted_bound g x y).
  replace (F x - F y) with ((F x - F y - weighted g x y) + weighted g x y) by ring.
  pose proof (Rabs_triang (F x - F y - weighted g x y) (weighted g x y)); lra.
Qed.

Lemma differentiable_mul : forall F G y, differentiable F y -> differentiable G y ->
  differentiable (fun x => F x * G x) y.
Proof.
  intros F G y HF HG; destruct (differentiable_near F y HF) as (K & d & K0 & D0 & BK).
  destruct (differentiable_near G y HG) as (K' & d' & K0' & D0' & BK').
  destruct HF as (g & L & D), HG as (h & M & D').
  exists (mix (G y) g (F y) h); split; [rewrite mix_length; congruence|]; intros eps E.
  set (a := Rabs (F y)); set (b := Rabs (G y)); assert (A : 0 <= a) by apply Rabs_pos.
  assert (B : 0 <= b) by apply Rabs_pos.
  assert (W : forall s c, 0 < s -> 0 <= c -> 0 < s / (c + 1) /\ c * (s / (c + 1)) <= s).
  { intros s c S C; assert (I : 0 < / (c + 1)) by (apply Rinv_0_lt_compat; lra); split.
    - apply Rmult_lt_0_compat; assumption.
    - apply (Rmult_le_reg_r (c + 1)); [lra|]; replace (c * (s / (c + 1)) * (c + 1)) with (c * s) by (field; lra).
      nra. }
  destruct (W (eps / 3) b ltac:(lra) B) as (E1 & B1); destruct (W (eps / 3) a ltac:(lra) A) as (E2 & B2).
  destruct (D _ E1) as (d1 & P1 & Q1); destruct (D' _ E2) as (d2 & P2 & Q2).
  assert (KK : 0 < K * K') by (apply Rmult_lt_0_compat; assumption).
  assert (D3 : 0 < eps / 3 / (K * K')) by (apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat; exact KK]).
  exists (Rmin (Rmin d d') (Rmin (Rmin d1 d2) (eps / 3 / (K * K')))).
  split; [repeat apply Rmin_glb_lt; assumption|]; intros x X N.
  pose proof (Rmin_l (Rmin d d') (Rmin (Rmin d1 d2) (eps / 3 / (K * K')))).
  pose proof (Rmin_r (Rmin d d') (Rmin (Rmin d1 d2) (eps / 3 / (K * K')))).
  pose proof (Rmin_l d d'); pose proof (Rmin_r d d'); pose proof (Rmin_l d1 d2); pose proof (Rmin_r d1 d2).
  pose proof (Rmin_l (Rmin d1 d2) (eps / 3 / (K * K'))); pose proof (Rmin_r (Rmin d1 d2) (eps / 3 / (K * K'))).
  specialize (BK x X ltac:(lra)); specialize (BK' x X ltac:(lra)).
  specialize (Q1 x X ltac:(lra)); specialize (Q2 x X ltac:(lra)).
  rewrite mix_weighted by congruence; set (s := distance x y) in *; assert (S : 0 <= s) by apply distance_nonneg.
  replace (F x * G x - F y * G y - (G y * weighted g x y + F y * weighted h x y))
    with (G y * (F x - F y - weighted g x y) + F y * (G x - G y - weighted h x y) + (F x - F y) * (G x - G y)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]; eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
  rewrite !Rabs_mult; fold a b.
  assert (T1 : b * Rabs (F x - F y - weighted g x y) <= eps / 3 * s).
  { apply (Rle_trans _ (b * (eps / 3 / (b + 1) * s))); [apply Rmult_le_compat_l; assumption | nra]. }
  assert (T2 : a * Rabs (G x - G y - weighted h x y) <= eps / 3 * s).
  { apply (Rle_trans _ (a * (eps / 3 / (a + 1) * s))); [apply Rmult_le_compat_l; assumption | nra]. }
  assert (T3 : Rabs (F x - F y) * Rabs (G x - G y) <= eps / 3 * s).
  { apply (Rle_trans _ (K * s * (K' * s))).
    - apply Rmult_le_compat; try apply Rabs_pos; assumption.
    - replace (K * s * (K' * s)) with (K * K' * s * s) by ring; apply Rmult_le_compat_r; [exact S|].
      apply (Rmult_le_reg_r (/ (K * K'))); [apply Rinv_0_lt_compat; exact KK|].
      replace (K * K' * s * / (K * K')) with s by (field; lra).
      change (eps / 3 * / (K * K')) with (eps / 3 / (K * K')); lra. }
  lra.
Qed.

Lemma differentiable_factors : forall l y, differentiable (factors l) y.
Proof.
  induction l as [|i l IH]; intro y; [apply differentiable_const|].
  apply (differentiable_mul (fun x => component x i) (factors l)); [apply differentiable_component | apply IH].
Qed.

Lemma differentiable_poly : forall p y, differentiable (poly p) y.
Proof.
  induction p as [|[c l] p IH]; intro y; [apply differentiable_const|].
  apply (differentiable_add (fun x => number c * factors l x) (poly p)); [|apply IH].
  apply (differentiable_mul (fun _ => number c) (factors l)); [apply differentiable_const | apply differentiable_factors].
Qed.

(* -- partial derivatives ------------------------------------------------------------------------------------------ *)

(* the products that are left when one factor i is taken away *)
Fixpoint without_one (i : Z) (l : list Z) : list (list Z) :=
  match l with
  | [] => []
  | j :: l' => (if Z.eqb i j then [l'] else []) ++ map (cons j) (without_one i l')
  end.

Definition inside (n i : Z) : bool := ((1 <=? i) && (i <=? n))%Z.

Definition slope_of (n i : Z) (p : polynomial) : polynomial :=
  if inside n i then flat_map (fun m => map (pair (fst m)) (without_one i (snd m))) p else [].

Definition slopes_of (n : Z) (indices : list Z) (p : polynomial) : polynomial :=
  fold_left (fun q i => slope_of n i q) indices p.

Fixpoint sum_of_factors (ls : list (list Z)) (x : list R) : R :=
  match ls with [] => 0 | l :: ls' => factors l x + sum_of_factors ls' x end.

Lemma sum_of_factors_app : forall a b x, sum_of_factors (a ++ b) x = sum_of_factors a x + sum_of_factors b x.
Proof. induction a as [|l a IH]; intros b x; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_of_factors_cons : forall j ls x, sum_of_factors (map (cons j) ls) x = component x j * sum_of_factors ls x.
Proof. induction ls as [|l ls IH]; intro x; simpl; [ring | rewrite IH; ring]. Qed.

Lemma poly_app : forall p q x, poly (p ++ q) x = poly p x + poly q x.
Proof. induction p as [|[c l] p IH]; intros q x; simpl; [ring | rewrite IH; ring]. Qed.

Lemma poly_scaled : forall c ls x, poly (map (pair c) ls) x = number c * sum_of_factors ls x.
Proof. induction ls as [|l ls IH]; intro x; simpl; [ring | rewrite IH; ring]. Qed.

Lemma nth_changed : forall x m n r, (n < length x)%nat ->
  nth m (changed_at n x r) 0 = if Nat.eqb n m then r else nth m x 0.
Proof.
  induction x as [|a x IH]; intros m n r H; [simpl in H; lia|].
  destruct n as [|n], m as [|m]; try reflexivity; simpl; apply IH; simpl in H; lia.
Qed.

Lemma component_changed : forall x i j r, inside (Z.of_nat (length x)) i = true ->
  component (changed x i r) j = if Z.eqb i j then r else component x j.
Proof.
  intros x i j r H; apply andb_prop in H; destruct H as [A B]; apply Z.leb_le in A; apply Z.leb_le in B.
  destruct i as [|p|p]; [lia | | lia]; destruct j as [|q|q]; [reflexivity | | reflexivity].
  simpl changed; simpl component; rewrite nth_changed by lia.
  destruct (Z.eqb_spec (Zpos p) (Zpos q)) as [E|E].
  - injection E as ->; rewrite Nat.eqb_refl; reflexivity.
  - replace (_ =? _)%nat with false; [reflexivity|]; symmetry; apply Nat.eqb_neq; intro N; apply E; lia.
Qed.

Lemma changed_back : forall x i, inside (Z.of_nat (length x)) i = true -> changed x i (component x i) = x.
Proof. intros x [|p|p] H; try reflexivity; simpl; apply changed_same. Qed.

Lemma changed_outside : forall x i r, inside (Z.of_nat (length x)) i = false -> changed x i r = x.
Proof.
  assert (O : forall x n r, (length x <= n)%nat -> changed_at n x r = x).
  { induction x as [|a x IH]; intros [|n] r H; simpl in *; try reflexivity; [lia | rewrite IH by lia; reflexivity]. }
  intros x [|p|p] r H; try reflexivity; simpl; apply O; unfold inside in H.
  replace (1 <=? Z.pos p)%Z with true in H by (symmetry; apply Z.leb_le; lia); simpl in H; apply Z.leb_gt in H; lia.
Qed.

Lemma factors_derive : forall x i l, inside (Z.of_nat (length x)) i = true ->
  is_derive (fun r => factors l (changed x i r)) (component x i) (sum_of_factors (without_one i l) x).
Proof.
  intros x i l H; induction l as [|j l IH]; simpl; [apply @is_derive_const|].
  assert (C : is_derive (fun r => component (changed x i r) j) (component x i) (if Z.eqb i j then 1 else 0)).
  { apply (is_derive_ext (fun r => if Z.eqb i j then r else component x j)).
    - intro r; symmetry; apply component_changed; exact H.
    - destruct (Z.eqb i j); [apply @is_derive_id | apply @is_derive_const]. }
  pose proof (@is_derive_mult R_AbsRing (fun r => component (changed x i r) j) (fun r => factors l (changed x i r))
    (component x i) _ _ C IH Rmult_comm) as M; simpl in M.
  rewrite changed_back in M by exact H.
  replace (sum_of_factors _ x) with
    ((if Z.eqb i j then 1 else 0) * factors l x + component x j * sum_of_factors (without_one i l) x); [exact M|].
  rewrite sum_of_factors_app, sum_of_factors_cons; destruct (Z.eqb i j); simpl; ring.
Qed.

Lemma slope_poly : forall p i x, slope (poly p) i x = poly (slope_of (Z.of_nat (length x)) i p) x.
Proof.
  intros p i x; unfold slope, slope_of; apply is_derive_unique.
  destruct (inside (Z.of_nat (length x)) i) eqn:H.
  - induction p as [|[c l] p IH]; simpl; [apply @is_derive_const|]; rewrite poly_app, poly_scaled.
    apply (@is_derive_plus R_AbsRing R_NormedModule (fun r => number c * factors l (changed x i r)));
      [apply is_derive_scal, factors_derive; exact H | exact IH].
  - apply (is_derive_ext (fun _ => poly p x)); [|apply @is_derive_const].
    intro r; rewrite changed_outside by exact H; reflexivity.
Qed.

Lemma slope_same : forall F G i y, (forall x, length x = length y -> F x = G x) -> slope F i y = slope G i y.
Proof. intros F G i y H; apply Derive_ext; intro r; apply H, changed_length. Qed.

Lemma partial_same : forall indices F G y, (forall x, length x = length y -> F x = G x) ->
  partial F indices y = partial G indices y.
Proof.
  induction indices as [|i l IH]; intros F G y H; [apply H; reflexivity|].
  apply (IH (slope F i) (slope G i)); intros x L; apply slope_same; intros z M; apply H; congruence.
Qed.

Lemma partial_poly : forall indices p x,
  partial (poly p) indices x = poly (slopes_of (Z.of_nat (length x)) indices p) x.
Proof.
  induction indices as [|i l IH]; intros p x; [reflexivity|].
  change (partial (slope (poly p) i) l x = poly (slopes_of (Z.of_nat (length x)) l (slope_of (Z.of_nat (length x)) i p)) x).
  rewrite <- IH; apply partial_same; intros y L; rewrite slope_poly, L; reflexivity.
Qed.

(* -- smoothness ------------------------------------------------------------------------------------------------------ *)

Lemma smooth_same : forall n F G y, (forall x, length x = length y -> F x = G x) -> smooth F n y -> smooth G n y.
Proof.
  induction n as [|n IH]; intros F G y H S; [exact S|]; destruct n as [|n].
  - apply (differentiable_same F); assumption.
  - destruct S as [(d & D & N) S]; split.
    + exists d; split; [exact D|]; intros x X B; apply (IH F); [|apply N; assumption].
      intros z Z; apply H; congruence.
    + intro i; apply (IH (slope F i)); [|apply S].
      intros x X; apply slope_same; intros z Z; apply H; congruence.
Qed.

Theorem polynomial_smooth : forall n p y, smooth (poly p) n y.
Proof.
  induction n as [|n IH]; intros p y; [exact I|]; destruct n as [|n]; [apply differentiable_poly|]; split.
  - exists 1; split; [lra|]; intros; apply IH.
  - intro i; apply (smooth_same (S n) (poly (slope_of (Z.of_nat (length y)) i p))); [|apply IH].
    intros x X; rewrite slope_poly, X; reflexivity.
Qed.

(* -- values ------------------------------------------------------------------------------------------------------------ *)

Definition listed_form (ls : list (list piece)) (i : Z) : list piece :=
  match i with Zpos p => nth (Nat.pred (Pos.to_nat p)) ls [] | _ => [] end.

Fixpoint factors_form (l : list Z) (ls : list (list piece)) : list piece :=
  match l with [] => [(1, 0%Z, 1)%Q] | i :: l' => form_mul (listed_form ls i) (factors_form l' ls) end.

Fixpoint poly_form (p : polynomial) (ls : list (list piece)) : list piece :=
  match p with
  | [] => []
  | (c, l) :: p' => form_mul [(c, 0%Z, 1%Q)] (factors_form l ls) ++ poly_form p' ls
  end.

Section Values.
  Variables (w : whereabouts) (x : R) (t : Z) (ls : list (list piece)).
  Hypothesis H : is_there w x.
  Hypothesis F : forallb (fits w) ls = true.

  Lemma fits_listed : forall i, fits w (listed_form ls i) = true.
  Proof.
    intros [|p|p]; try reflexivity; simpl; generalize (Nat.pred (Pos.to_nat p)) as n.
    induction ls as [|l r IH]; intros [|n]; try reflexivity; simpl in F; apply andb_prop in F; [apply F|].
    apply IH, F.
  Qed.

  Lemma fits_factors : forall l, fits w (factors_form l ls) = true.
  Proof.
    induction l as [|i l IH]; [simpl; destruct (is_late w); reflexivity|].
    simpl; apply fits_mul; [apply fits_listed | exact IH].
  Qed.

  Lemma component_form : forall i, component (map (fun l => form_value l x t) ls) i = form_value (listed_form ls i) x t.
  Proof.
    intros [|p|p]; try reflexivity; simpl; generalize (Nat.pred (Pos.to_nat p)) as n; clear F.
    induction ls as [|l r IH]; intros [|n]; try reflexivity; apply IH.
  Qed.

  Lemma factors_value : forall l, factors l (map (fun l => form_value l x t) ls) = form_value (factors_form l ls) x t.
  Proof.
    induction l as [|i l IH]; simpl factors; simpl factors_form.
    - rewrite form_one; reflexivity.
    - rewrite (form_product w x t _ _ H (fits_listed i) (fits_factors l)), IH, component_form; reflexivity.
  Qed.

  Lemma poly_value : forall p, poly p (map (fun l => form_value l x t) ls) = form_value (poly_form p ls) x t.
  Proof.
    induction p as [|[c l] p IH]; [reflexivity|]; set (v := map _ ls) in *.
    change (number c * factors l v + poly p v
      = form_value (form_mul [(c, 0%Z, 1%Q)] (factors_form l ls) ++ poly_form p ls) x t).
    subst v; rewrite form_app, IH, (form_product w x t _ _ H), form_one, factors_value; [reflexivity | | apply fits_factors].
    simpl; destruct (is_late w); reflexivity.
  Qed.
End Values.

Lemma vec_forms : forall n f ls x t, forms_from 1 f ls x t -> Nat.eqb (Z.to_nat n) (length ls) = true ->
  vec n f = map (fun l => form_value l x t) ls.
Proof.
  intros n f ls x t V L; apply Nat.eqb_eq in L; unfold vec; rewrite L.
  change 1%Z with (Z.of_nat 1) in V; clear L n; revert V; generalize 1%nat as lo.
  induction ls as [|l ls IH]; intros lo V; [reflexivity|]; destruct V as [A V]; simpl; rewrite A, (IH (S lo));
    [reflexivity|].
  replace (Z.of_nat (S lo)) with (Z.of_nat lo + 1)%Z by lia; exact V.
Qed.

Theorem form_partial : forall w x, is_there w x -> forall t n p indices f ls r, forms_from 1 f ls x t ->
  (forallb (fits w) ls && Nat.eqb (Z.to_nat n) (length ls) &&
   same_form (poly_form (slopes_of (Z.of_nat (length ls)) indices p) ls) r)%bool = true ->
  partial (poly p) indices (vec n f) = form_value r x t.
Proof.
  intros w x H t n p indices f ls r V B; apply andb_prop in B; destruct B as [B S]; apply andb_prop in B.
  destruct B as [F L]; rewrite (vec_forms n f ls x t V L), partial_poly, map_length.
  rewrite (poly_value w x t ls H F); apply form_same; exact S.
Qed.

Theorem value_partial : forall n p indices f ls c, forms_from 1 f ls 0 0 ->
  (forallb (fits Anywhere) ls && Nat.eqb (Z.to_nat n) (length ls) &&
   same_form (poly_form (slopes_of (Z.of_nat (length ls)) indices p) ls) [(c, 0%Z, 1%Q)])%bool = true ->
  partial (poly p) indices (vec n f) = number c.
Proof.
  intros n p indices f ls c V B.
  rewrite (form_partial Anywhere 0 I 0 n p indices f ls [(c, 0%Z, 1%Q)] V B); apply form_one.
Qed.
