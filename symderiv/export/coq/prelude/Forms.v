(* Terms that depend on a time or on a real number, as sums of c x^k q^t with rational c and q.

   x is a real number of which a range is known, t an integer; for a sequence x is the time t itself.  Sums,
   products and powers of such terms are such terms, which are computed and compared piece by piece. *)

From Coq Require Import Reals ZArith QArith Qabs List Lra Lia Bool Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Points.
Import ListNotations.
Open Scope R_scope.

Definition piece : Type := (Q * Z * Q)%type.

Definition piece_value (p : piece) (x : R) (t : Z) : R :=
  let '(c, k, q) := p in number c * (powZ x k * powZ (number q) t).

Fixpoint form_value (l : list piece) (x : R) (t : Z) : R :=
  match l with [] => 0 | p :: l' => piece_value p x t + form_value l' x t end.

(* -- equal forms --------------------------------------------------------------------------------------------- *)

Definition alike (p p' : piece) : bool :=
  let '(_, k, q) := p in let '(_, k', q') := p' in (Z.eqb k k' && Qeq_bool q q')%bool.

Fixpoint put_in (p : piece) (l : list piece) : list piece :=
  match l with
  | [] => [p]
  | p' :: l' =>
      if alike p p' then let '(c, _, _) := p in let '(c', k, q) := p' in (qadd c c', k, q) :: l'
      else p' :: put_in p l'
  end.

Definition collected (l : list piece) : list piece := fold_right put_in [] l.

Definition opposite (l : list piece) : list piece := map (fun p => let '(c, k, q) := p in (- c, k, q)%Q) l.

Definition same_form (l l' : list piece) : bool :=
  forallb (fun p => let '(c, _, _) := p in Qeq_bool c 0) (collected (l ++ opposite l')).

Lemma form_app : forall l l' x t, form_value (l ++ l') x t = form_value l x t + form_value l' x t.
Proof. intros l l' x t; induction l as [|p l IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma number_zero : forall c, Qeq_bool c 0 = true -> number c = 0.
Proof. intros c H; rewrite (number_same _ _ H); reflexivity. Qed.

Lemma number_opp : forall c, number (- c) = - number c.
Proof. intro c; rewrite !number_Q2R; apply Qreals.Q2R_opp. Qed.

Lemma form_put_in : forall p l x t, form_value (put_in p l) x t = piece_value p x t + form_value l x t.
Proof.
  intros [[c k] q] l x t; induction l as [|[[c' k'] q'] l IH]; [reflexivity|].
  simpl put_in; destruct (Z.eqb_spec k k') as [<-|]; simpl; [|rewrite IH; simpl; ring].
  destruct (Qeq_bool q q') eqn:E; simpl; [|rewrite IH; simpl; ring].
  rewrite (number_same _ _ E), <- number_qadd; ring.
Qed.

Lemma form_collected : forall l x t, form_value (collected l) x t = form_value l x t.
Proof. intros l x t; induction l as [|p l IH]; simpl; [reflexivity | rewrite form_put_in, IH; reflexivity]. Qed.

Lemma form_opposite : forall l x t, form_value (opposite l) x t = - form_value l x t.
Proof.
  intros l x t; induction l as [|[[c k] q] l IH]; simpl; [ring | rewrite IH, number_opp; ring].
Qed.

Lemma form_same : forall l l' x t, same_form l l' = true -> form_value l x t = form_value l' x t.
Proof.
  intros l l' x t H.
  enough (Z : form_value (l ++ opposite l') x t = 0) by (rewrite form_app, form_opposite in Z; lra).
  rewrite <- form_collected; unfold same_form in H.
  induction (collected (l ++ opposite l')) as [|[[c k] q] r IH]; [reflexivity|].
  simpl in H; apply andb_prop in H; destruct H as [C H]; simpl; rewrite (IH H), (number_zero c C); ring.
Qed.

(* -- where x is ------------------------------------------------------------------------------------------------ *)

Inductive whereabouts := Anywhere | Late | Within (m : Q).

Definition is_there (r : whereabouts) (x : R) : Prop :=
  match r with Anywhere => True | Late => 1 <= x | Within m => Rabs x <= number m end.

Definition is_late (r : whereabouts) : bool := match r with Late => true | _ => false end.

Lemma there_late : forall r x, is_there r x -> is_late r = true -> 1 <= x.
Proof. intros [| |m] x H L; simpl in *; try discriminate; exact H. Qed.

(* x is not 0, or the exponents are not negative *)
Definition fits (r : whereabouts) (l : list piece) : bool :=
  forallb (fun p => let '(_, k, _) := p in (is_late r || (0 <=? k)%Z)%bool) l.

(* -- products, powers -------------------------------------------------------------------------------------------- *)

Definition times (p p' : piece) : piece :=
  let '(c, k, q) := p in let '(c', k', q') := p' in (qmul c c', (k + k')%Z, qmul q q').

Fixpoint form_mul (l l' : list piece) : list piece :=
  match l with [] => [] | p :: r => map (times p) l' ++ form_mul r l' end.

Fixpoint form_power (l : list piece) (n : nat) : list piece :=
  match n with O => [(1, 0%Z, 1)%Q] | S m => form_mul l (form_power l m) end.

Lemma number_qmul : forall p q, number p * number q = number (qmul p q).
Proof.
  intros p q; rewrite number_mul; apply number_same, Qeq_bool_iff; unfold qmul; symmetry; apply Qred_correct.
Qed.

Lemma power_sum : forall r x k k', is_there r x -> (is_late r || (0 <=? k)%Z)%bool = true ->
  (is_late r || (0 <=? k')%Z)%bool = true -> powZ x (k + k') = powZ x k * powZ x k'.
Proof.
  intros r x k k' H A B; destruct (is_late r) eqn:L.
  - apply powZ_add; pose proof (there_late r x H L); lra.
  - simpl in A, B; apply Z.leb_le in A; apply Z.leb_le in B.
    rewrite !powZ_nonneg, Z2Nat.inj_add, pow_add by lia; reflexivity.
Qed.

Lemma form_times : forall r x t p l, is_there r x -> fits r [p] = true -> fits r l = true ->
  form_value (map (times p) l) x t = piece_value p x t * form_value l x t.
Proof.
  intros r x t [[c k] q] l H P; simpl in P; rewrite andb_true_r in P.
  induction l as [|[[c' k'] q'] l IH]; intro F; simpl; [ring|].
  simpl in F; apply andb_prop in F; destruct F as [K F]; rewrite (IH F); simpl.
  rewrite <- !number_qmul, power_product, (power_sum r x k k' H P K); ring.
Qed.

Lemma form_product : forall r x t l l', is_there r x -> fits r l = true -> fits r l' = true ->
  form_value (form_mul l l') x t = form_value l x t * form_value l' x t.
Proof.
  intros r x t l l' H F F'; induction l as [|p l IH]; simpl; [ring|].
  simpl in F; apply andb_prop in F; destruct F as [P F].
  rewrite form_app, (IH F), (form_times r x t p l' H); [ring | | exact F'].
  simpl; rewrite andb_true_r; exact P.
Qed.

Lemma fits_app : forall r l l', fits r (l ++ l') = (fits r l && fits r l')%bool.
Proof. intros; apply forallb_app. Qed.

Lemma fits_mul : forall r l l', fits r l = true -> fits r l' = true -> fits r (form_mul l l') = true.
Proof.
  intros r l l' F F'; induction l as [|[[c k] q] l IH]; [reflexivity|].
  simpl in F; apply andb_prop in F; destruct F as [P F]; simpl form_mul; rewrite fits_app, (IH F), andb_true_r.
  clear IH F; induction l' as [|[[c' k'] q'] l' IH]; [reflexivity|].
  simpl in *; apply andb_prop in F'; destruct F' as [P' F']; rewrite (IH F'), andb_true_r.
  destruct (is_late r); [reflexivity|]; simpl in *; apply Z.leb_le in P; apply Z.leb_le in P'; apply Z.leb_le; lia.
Qed.

Lemma fits_power : forall r l n, fits r l = true -> fits r (form_power l n) = true.
Proof.
  intros r l n F; induction n as [|n IH]; simpl form_power; [|apply fits_mul; assumption].
  simpl; destruct (is_late r); reflexivity.
Qed.

Lemma form_powers : forall r x t l n, is_there r x -> fits r l = true ->
  form_value (form_power l n) x t = form_value l x t ^ n.
Proof.
  intros r x t l n H F; induction n as [|n IH].
  - simpl; change (number 1%Q) with 1; rewrite power_one; ring.
  - simpl form_power; rewrite (form_product r x t l _ H F (fits_power r l n F)), IH; reflexivity.
Qed.

(* -- terms as forms ------------------------------------------------------------------------------------------------- *)

Lemma form_one : forall c x t, form_value [(c, 0%Z, 1%Q)] x t = number c.
Proof. intros c x t; simpl; change (number 1%Q) with 1; rewrite power_one; ring. Qed.

Lemma form_number : forall x t a c, a = number c -> a = form_value [(c, 0%Z, 1%Q)] x t.
Proof. intros x t a c ->; symmetry; apply form_one. Qed.

Lemma form_again : forall x t a l r, a = form_value l x t -> same_form l r = true -> a = form_value r x t.
Proof. intros x t a l r -> H; apply form_same; exact H. Qed.

Lemma form_to_number : forall x t a l c, a = form_value l x t -> same_form l [(c, 0%Z, 1%Q)] = true ->
  a = number c.
Proof. intros x t a l c -> H; rewrite (form_same _ _ x t H); apply form_one. Qed.

Lemma form_line : forall x t d, x + number d = form_value [(1%Q, 1%Z, 1%Q); (d, 0%Z, 1%Q)] x t.
Proof.
  intros x t d; simpl; change (number 1%Q) with 1; rewrite !power_one; unfold powZ; simpl; ring.
Qed.

Lemma form_real : forall x t, x = form_value [(1%Q, 1%Z, 1%Q)] x t.
Proof.
  intros x t; simpl; change (number 1%Q) with 1; rewrite !power_one; unfold powZ; simpl; ring.
Qed.

Lemma form_time : forall v z d, z = (v + d)%Z ->
  IZR z = form_value [(1%Q, 1%Z, 1%Q); (inject_Z d, 0%Z, 1%Q)] (IZR v) v.
Proof. intros v z d ->; rewrite plus_IZR; exact (form_line (IZR v) v (inject_Z d)). Qed.

Lemma form_fallen : forall x t c k, number c * powZ x k = form_value [(c, k, 1%Q)] x t.
Proof. intros x t c k; simpl; change (number 1%Q) with 1; rewrite power_one; ring. Qed.

Lemma form_add : forall x t a b l l' r, a = form_value l x t -> b = form_value l' x t ->
  same_form (l ++ l') r = true -> a + b = form_value r x t.
Proof. intros x t a b l l' r -> -> H; rewrite <- form_app; apply form_same; exact H. Qed.

Lemma form_times_form : forall w x, is_there w x -> forall t a b l l' r,
  a = form_value l x t -> b = form_value l' x t ->
  (fits w l && fits w l' && same_form (form_mul l l') r)%bool = true -> a * b = form_value r x t.
Proof.
  intros w x H t a b l l' r -> -> F; apply andb_prop in F; destruct F as [F S]; apply andb_prop in F.
  rewrite <- (form_product w x t l l' H) by apply F; apply form_same; exact S.
Qed.

Definition inverted (p : piece) : piece := let '(c, k, q) := p in (Qinv c, (- k)%Z, Qinv q).

Lemma piece_inverted : forall p x t, piece_value (inverted p) x t = / piece_value p x t.
Proof.
  intros [[c k] q] x t; simpl; rewrite <- !number_inv, powZ_opp, !powZ_inverse, !Rinv_mult; reflexivity.
Qed.

Lemma form_raised : forall w x, is_there w x -> forall t a e l r, a = form_value l x t ->
  (fits w l && (0 <=? e)%Z && same_form (form_power l (Z.to_nat e)) r)%bool = true ->
  powZ a e = form_value r x t.
Proof.
  intros w x H t a e l r -> F; apply andb_prop in F; destruct F as [F S]; apply andb_prop in F.
  destruct F as [F E]; apply Z.leb_le in E; rewrite powZ_nonneg, <- (form_powers w x t l _ H F) by exact E.
  apply form_same; exact S.
Qed.

Lemma form_lowered : forall w x, is_there w x -> forall t a e p r, a = form_value [p] x t ->
  (fits w [inverted p] && (e <=? 0)%Z && same_form (form_power [inverted p] (Z.to_nat (- e))) r)%bool = true ->
  powZ a e = form_value r x t.
Proof.
  intros w x H t a e p r A F; replace e with (- - e)%Z by lia; rewrite powZ_opp.
  apply (form_raised w x H t _ (- e) [inverted p]).
  - rewrite A; simpl form_value; rewrite piece_inverted, !Rplus_0_r; reflexivity.
  - apply andb_prop in F; destruct F as [F S]; apply andb_prop in F; destruct F as [F E].
    rewrite F, S; apply Z.leb_le in E; replace (0 <=? - e)%Z with true by (symmetry; apply Z.leb_le; lia).
    reflexivity.
Qed.

(* c^(m t + b) *)
Lemma form_exponential : forall x t a c e m b c' q, a = number c -> Qeq_bool c 0 = false ->
  e = (m * t + b)%Z -> (Qeq_bool (qpowZ c b) c' && Qeq_bool (qpowZ c m) q)%bool = true ->
  powZ a e = form_value [(c', 0%Z, q)] x t.
Proof.
  intros x t a c e m b c' q -> N -> H; apply andb_prop in H; destruct H as [B M].
  assert (P : number c <> 0) by (intro Z; exact (fails_eq _ _ c 0 eq_refl eq_refl N Z)).
  rewrite powZ_add, <- (power_power _ m t _ _ eq_refl eq_refl (or_introl P)) by exact P.
  rewrite (value_power _ m c q eq_refl M), (value_power _ b c c' eq_refl B); simpl; ring.
Qed.

Fixpoint forms_from (lo : Z) (f : Z -> R) (ls : list (list piece)) (x : R) (t : Z) : Prop :=
  match ls with [] => True | l :: rest => f lo = form_value l x t /\ forms_from (lo + 1) f rest x t end.

Lemma form_sum : forall x t lo hi f ls r, forms_from lo f ls x t ->
  (Nat.eqb (Z.to_nat (hi - lo + 1)) (length ls) && same_form (concat ls) r)%bool = true ->
  sum lo hi f = form_value r x t.
Proof.
  intros x t lo hi f ls r V H; apply andb_prop in H; destruct H as [L H]; apply Nat.eqb_eq in L.
  unfold sum; rewrite L, <- (form_same _ _ x t H).
  clear L H; revert lo V; induction ls as [|l ls IH]; intros lo V; [reflexivity|].
  destruct V as [V W]; simpl; rewrite form_app, V, (IH _ W); reflexivity.
Qed.

(* -- signs ---------------------------------------------------------------------------------------------------------- *)

Definition is_unit (q : Q) : bool := Qeq_bool q 1.

(* a lower bound of a piece *)
Definition piece_low (r : whereabouts) (p : piece) : option Q :=
  let '(c, k, q) := p in
  if (Z.eqb k 0 && is_unit q)%bool then Some c else
  match r with
  | Anywhere => None
  | Within m => if (is_unit q && (0 <=? k)%Z)%bool then Some (- (Qabs c * qpowZ m k))%Q else None
  | Late =>
      if (Qle_bool 0 c && negb (Qle_bool q 0))%bool then Some (if (is_unit q && (0 <=? k)%Z)%bool then c else 0%Q)
      else if (is_unit q && (k <=? 0)%Z)%bool then Some (- Qabs c)%Q else None
  end.

Fixpoint form_low (r : whereabouts) (l : list piece) : option Q :=
  match l with
  | [] => Some 0%Q
  | p :: l' => match piece_low r p, form_low r l' with Some a, Some b => Some (qadd a b) | _, _ => None end
  end.

Lemma number_abs : forall c, number (Qabs c) = Rabs (number c).
Proof.
  intro c; rewrite !number_Q2R; apply Qabs_case; intro H.
  - apply Qreals.Qle_Rle in H; rewrite RMicromega.Q2R_0 in H; rewrite Rabs_pos_eq by exact H; reflexivity.
  - apply Qreals.Qle_Rle in H; rewrite RMicromega.Q2R_0 in H; rewrite Qreals.Q2R_opp.
    rewrite Rabs_left1 by exact H; reflexivity.
Qed.

Lemma unit_power : forall q t, is_unit q = true -> powZ (number q) t = 1.
Proof. intros q t H; rewrite (number_same _ _ H); change (number 1%Q) with 1; apply power_one. Qed.

Lemma powZ_positive : forall x k, 0 < x -> 0 < powZ x k.
Proof.
  intros x k H; destruct (Z_le_gt_dec 0 k) as [K|K].
  - rewrite powZ_nonneg by exact K; apply pow_lt; exact H.
  - rewrite powZ_negative by lia; apply pow_lt, Rinv_0_lt_compat; exact H.
Qed.

Lemma late_growing : forall x k, 1 <= x -> (0 <= k)%Z -> 1 <= powZ x k.
Proof. intros x k X K; rewrite powZ_nonneg by exact K; apply pow_R1_Rle; exact X. Qed.

Lemma late_falling : forall x k, 1 <= x -> (k <= 0)%Z -> powZ x k <= 1.
Proof.
  intros x k X K; replace k with (- - k)%Z by lia; rewrite powZ_opp, powZ_inverse, <- Rinv_1.
  apply Rinv_le_contravar; [lra | apply late_growing; [exact X | lia]].
Qed.

Lemma number_positive : forall q, Qle_bool q 0 = false -> 0 < number q.
Proof. intros q H; apply (holds_lt _ _ 0 q); [reflexivity | reflexivity | exact H]. Qed.

Lemma piece_lower : forall r x p b t, is_there r x -> piece_low r p = Some b -> number b <= piece_value p x t.
Proof.
  intros r x [[c k] q] b t H; unfold piece_low, piece_value.
  destruct (Z.eqb k 0 && is_unit q)%bool eqn:O.
  { intro E; injection E as <-; apply andb_prop in O; destruct O as [K U]; apply Z.eqb_eq in K; subst k.
    rewrite (unit_power _ _ U); simpl; lra. }
  clear O; destruct r as [| |m]; simpl in H; [discriminate | |].
  - destruct (Qle_bool 0 c && negb (Qle_bool q 0))%bool eqn:S.
    + apply andb_prop in S; destruct S as [C P]; apply negb_true_iff in P.
      pose proof (number_nonneg c C) as C'; pose proof (powZ_positive (number q) t (number_positive q P)) as Q'.
      pose proof (powZ_positive x k ltac:(lra)) as X'.
      destruct (is_unit q && (0 <=? k)%Z)%bool eqn:G; intro E; injection E as <-.
      * apply andb_prop in G; destruct G as [U K]; apply Z.leb_le in K; rewrite (unit_power _ _ U).
        pose proof (late_growing x k H K); nra.
      * change (number 0%Q) with 0; apply Rmult_le_pos; [exact C' | left; apply Rmult_lt_0_compat; assumption].
    + destruct (is_unit q && (k <=? 0)%Z)%bool eqn:G; intro E; [injection E as <- | discriminate].
      apply andb_prop in G; destruct G as [U K]; apply Z.leb_le in K; rewrite (unit_power _ _ U), number_opp, number_abs.
      pose proof (late_falling x k H K); pose proof (powZ_positive x k ltac:(lra)).
      destruct (Rle_dec 0 (number c)); [rewrite Rabs_pos_eq by assumption; nra|].
      rewrite Rabs_left by lra; nra.
  - destruct (is_unit q && (0 <=? k)%Z)%bool eqn:G; intro E; [injection E as <- | discriminate].
    apply andb_prop in G; destruct G as [U K]; rewrite (unit_power _ _ U), number_opp, <- number_mul, number_abs.
    rewrite <- (value_power (number m) k m (qpowZ m k) eq_refl (Qeq_bool_refl _)).
    apply Z.leb_le in K; rewrite !powZ_nonneg by exact K.
    assert (Rabs (x ^ Z.to_nat k) <= number m ^ Z.to_nat k).
    { rewrite <- RPow_abs; apply pow_incr; split; [apply Rabs_pos | exact H]. }
    rewrite Rmult_1_r; pose proof (Rabs_pos (number c)).
    assert (B : Rabs (number c * x ^ Z.to_nat k) <= Rabs (number c) * number m ^ Z.to_nat k).
    { rewrite Rabs_mult; apply Rmult_le_compat_l; assumption. }
    unfold Rabs at 1 in B; destruct (Rcase_abs _); lra.
Qed.

Lemma form_lower : forall r x l b t, is_there r x -> form_low r l = Some b -> number b <= form_value l x t.
Proof.
  intros r x l b t H; revert b; induction l as [|p l IH]; intros b E; simpl in *.
  - injection E as <-; change (number 0%Q) with 0; lra.
  - destruct (piece_low r p) as [a|] eqn:P; [|discriminate].
    destruct (form_low r l) as [a'|]; [injection E as <- | discriminate].
    pose proof (piece_lower r x p a t H P); pose proof (IH a' eq_refl); rewrite <- number_qadd; lra.
Qed.

Definition is_above (r : whereabouts) (l : list piece) : bool :=
  match form_low r (collected l) with Some b => Qle_bool 0 b | None => false end.

(* all coefficients positive, at late times *)
Definition is_strictly_above (r : whereabouts) (l : list piece) : bool :=
  match form_low r (collected l) with
  | Some b => negb (Qle_bool b 0) || (is_late r && Qle_bool 0 b &&
      existsb (fun p => let '(c, _, q) := p in negb (Qle_bool c 0) && negb (Qle_bool q 0)) (collected l) &&
      forallb (fun p => let '(c, _, q) := p in Qle_bool 0 c && negb (Qle_bool q 0)) (collected l))
  | None => false
  end%bool.

Lemma above : forall r x l t, is_there r x -> is_above r l = true -> 0 <= form_value l x t.
Proof.
  intros r x l t H A; unfold is_above in A; rewrite <- form_collected.
  destruct (form_low r (collected l)) as [b|] eqn:E; [|discriminate].
  pose proof (form_lower r x _ b t H E); pose proof (number_nonneg b A); lra.
Qed.

Lemma strictly_above : forall r x l t, is_there r x -> is_strictly_above r l = true -> 0 < form_value l x t.
Proof.
  intros r x l t H A; unfold is_strictly_above in A; rewrite <- form_collected.
  destruct (form_low r (collected l)) as [b|] eqn:E; [|discriminate].
  apply orb_prop in A; destruct A as [A|A].
  - apply negb_true_iff in A; pose proof (form_lower r x _ b t H E); pose proof (number_positive b A); lra.
  - apply andb_prop in A; destruct A as [A F]; apply andb_prop in A; destruct A as [A X].
    apply andb_prop in A; destruct A as [L _]; pose proof (there_late r x H L) as X'.
    clear E; induction (collected l) as [|[[c k] q] s IH]; [discriminate|]; simpl in *.
    apply andb_prop in F; destruct F as [C F]; apply andb_prop in C; destruct C as [C Q'].
    apply negb_true_iff in Q'; pose proof (powZ_positive (number q) t (number_positive q Q')) as Q''.
    pose proof (powZ_positive x k ltac:(lra)) as K.
    pose proof (number_nonneg c C) as C'; pose proof (Rmult_lt_0_compat _ _ K Q'') as P.
    apply orb_prop in X; destruct X as [X|X].
    + apply andb_prop in X; destruct X as [X _]; apply negb_true_iff in X.
      pose proof (Rmult_lt_0_compat _ _ (number_positive c X) P).
      enough (0 <= form_value s x t) by lra.
      clear -F X'; induction s as [|[[c k] q] s IH]; simpl in *; [lra|].
      apply andb_prop in F; destruct F as [C F]; apply andb_prop in C; destruct C as [C Q'].
      apply negb_true_iff in Q'; pose proof (powZ_positive (number q) t (number_positive q Q')) as Q''.
      pose proof (powZ_positive x k ltac:(lra)) as K; pose proof (number_nonneg c C).
      pose proof (Rmult_le_pos _ _ H (Rlt_le _ _ (Rmult_lt_0_compat _ _ K Q''))); pose proof (IH F); lra.
    + pose proof (IH X F); pose proof (Rmult_le_pos _ _ C' (Rlt_le _ _ P)); lra.
Qed.

Lemma forms_eq : forall x t a b l l', a = form_value l x t -> b = form_value l' x t ->
  same_form l l' = true -> a = b.
Proof. intros x t a b l l' -> -> H; apply form_same; exact H. Qed.

Lemma forms_le : forall w x, is_there w x -> forall t a b l l', a = form_value l x t -> b = form_value l' x t ->
  is_above w (l' ++ opposite l) = true -> a <= b.
Proof.
  intros w x H t a b l l' -> -> A; pose proof (above w x _ t H A) as B.
  rewrite form_app, form_opposite in B; lra.
Qed.

Lemma forms_lt : forall w x, is_there w x -> forall t a b l l', a = form_value l x t -> b = form_value l' x t ->
  is_strictly_above w (l' ++ opposite l) = true -> a < b.
Proof.
  intros w x H t a b l l' -> -> A; pose proof (strictly_above w x _ t H A) as B.
  rewrite form_app, form_opposite in B; lra.
Qed.

Lemma below_not_eq : forall a b : R, a < b -> ~ a = b.
Proof. intros; lra. Qed.

Lemma above_not_eq : forall a b : R, b < a -> ~ a = b.
Proof. intros; lra. Qed.

Lemma above_not_le : forall a b : R, b < a -> ~ a <= b.
Proof. intros; lra. Qed.

Lemma above_not_lt : forall a b : R, b <= a -> ~ a < b.
Proof. intros; lra. Qed.

(* -- roots ------------------------------------------------------------------------------------------------------------ *)

Lemma form_root : forall w x, is_there w x -> forall t d a l r, (0 <? d)%Z = true -> a = form_value l x t ->
  (fits w r && is_above w r && same_form (form_power r (Z.to_nat d)) l)%bool = true ->
  root d a = form_value r x t.
Proof.
  intros w x H t d a l r D -> F; apply andb_prop in F; destruct F as [F S]; apply andb_prop in F.
  destruct F as [F A]; apply root_unique; [exact D | apply (above w x r t H A)|].
  apply Z.ltb_lt in D; rewrite powZ_nonneg, <- (form_powers w x t r _ H F) by lia; apply form_same; exact S.
Qed.

(* -- cases ------------------------------------------------------------------------------------------------------------ *)

Lemma by_choice : forall (M : R -> Prop) (P : Prop) a b, (P -> M a) -> (~ P -> M b) -> M (choice P a b).
Proof.
  intros M P a b A B; destruct (classic P) as [H|H].
  - rewrite <- (select_true P a b H); exact (A H).
  - rewrite <- (select_untrue P a b H); exact (B H).
Qed.

Lemma by_ind : forall (M : R -> Prop) (P : Prop), (P -> M 1) -> (~ P -> M 0) -> M (ind P).
Proof.
  intros M P A B; destruct (classic P) as [H|H].
  - rewrite (ind_true P H); exact (A H).
  - rewrite (ind_untrue P H); exact (B H).
Qed.

(* -- ranges ------------------------------------------------------------------------------------------------------------ *)

Lemma there_between : forall m p q x a b, a = number p -> b = number q -> a <= x -> x <= b ->
  (Qle_bool (- m) p && Qle_bool q m)%bool = true -> is_there (Within m) x.
Proof.
  intros m p q x a b -> -> A B H; apply andb_prop in H; destruct H as [L U]; simpl.
  pose proof (holds_le _ _ _ _ eq_refl eq_refl L) as L'; pose proof (holds_le _ _ _ _ eq_refl eq_refl U) as U'.
  rewrite number_opp in L'; apply Rabs_le; lra.
Qed.

Lemma there_late_time : forall v m, (m <= v)%Z -> (1 <=? m)%Z = true -> is_there Late (IZR v).
Proof. intros v m H M; apply Z.leb_le in M; simpl; apply IZR_le; lia. Qed.

(* what is so of a few numbers and of all from there on *)
Lemma all_from : forall lo n m a (P : Z -> Prop), a = IZR lo -> (m =? lo + Z.of_nat n)%Z = true -> each lo n P ->
  (forall v, a <= IZR v -> (m <= v)%Z -> P v) -> forall v, a <= IZR v -> P v.
Proof.
  intros lo n m a P -> M E L v A; pose proof (le_IZR _ _ A) as B; apply Z.eqb_eq in M; subst m.
  destruct (Z_le_gt_dec (lo + Z.of_nat n) v) as [G|G]; [apply L; assumption|].
  apply (all_between lo (lo + Z.of_nat n - 1) n (IZR lo) (IZR (lo + Z.of_nat n - 1)));
    [reflexivity | reflexivity | apply Nat.eqb_eq; lia | exact E | exact A | apply IZR_le; lia].
Qed.

Ltac whole := repeat match goal with x := _ : Z |- _ => subst x end; lia.

Lemma not_before : forall lo a v, IZR lo = a -> (lo <= v)%Z -> a <= IZR v.
Proof. intros lo a v <- H; apply IZR_le; exact H. Qed.

(* -- sequences that stand still ------------------------------------------------------------------------------------------ *)

Lemma resting : forall f first shift start body c, follows f first shift start body ->
  start (first - 1)%Z = number c ->
  (forall v, (first - shift <= v)%Z -> (forall s, s = (v + shift - 1)%Z -> f s = number c) -> body v = number c) ->
  forall s, (first - 1 <= s)%Z -> f s = number c.
Proof.
  intros f first shift start body c F S N.
  enough (P : forall n, f (first - 1 + Z.of_nat n)%Z = number c).
  { intros s H; replace s with (first - 1 + Z.of_nat (Z.to_nat (s - (first - 1))))%Z by lia; apply P. }
  induction n as [|n IH].
  - rewrite F; replace (_ <? first)%Z with true by (symmetry; apply Z.ltb_lt; lia).
    replace (first - 1 + Z.of_nat 0)%Z with (first - 1)%Z by lia; exact S.
  - rewrite F; replace (_ <? first)%Z with false by (symmetry; apply Z.ltb_ge; lia).
    apply N; [lia|]; intros s ->; rewrite <- IH; f_equal; lia.
Qed.

(* -- limits -------------------------------------------------------------------------------------------------------------- *)

Definition piece_limit (p : piece) : option Q :=
  let '(c, k, q) := p in
  if is_unit q then if Z.eqb k 0 then Some c else if (k <? 0)%Z then Some 0%Q else None
  else if (0 <=? k)%Z then if (negb (Qle_bool q (-1)) && negb (Qle_bool 1 q))%bool then Some 0%Q else None
  else None.

Fixpoint form_limit (l : list piece) : option Q :=
  match l with
  | [] => Some 0%Q
  | p :: l' => match piece_limit p, form_limit l' with Some a, Some b => Some (qadd a b) | _, _ => None end
  end.

Lemma falling_sequence : forall k, (k < 0)%Z -> tends (fun v => powZ (IZR v) k) 0.
Proof.
  intros k K; apply (tends_same (fun v => powZ (powZ (IZR v) (-1)) (- k))).
  { intro v; replace k with (- - k)%Z at 2 by lia; rewrite (powZ_opp (IZR v)); f_equal. }
  replace 0 with (powZ 0 (- k)) by (rewrite powZ_nonneg by lia; apply pow_i; lia).
  apply tends_power; [apply Z.leb_le; lia | apply reciprocals].
Qed.

Lemma piece_tends : forall p c, piece_limit p = Some c -> tends (fun v => piece_value p (IZR v) v) (number c).
Proof.
  intros [[c k] q] d; unfold piece_limit, piece_value; destruct (is_unit q) eqn:U.
  - destruct (Z.eqb_spec k 0) as [->|_].
    { intro E; injection E as <-; apply (tends_same (fun _ => number c)); [|apply tends_const].
      intro v; rewrite (unit_power _ _ U); simpl; ring. }
    destruct (Z.ltb_spec k 0) as [K|_]; intro E; [injection E as <- | discriminate].
    apply (tends_same (fun v => number c * powZ (IZR v) k)).
    { intro v; rewrite (unit_power _ _ U); ring. }
    change (number 0%Q) with 0; replace 0 with (number c * 0) by ring.
    apply tends_mul; [apply tends_const | apply falling_sequence; exact K].
  - destruct (Z.leb_spec 0 k) as [K|_]; [|discriminate].
    destruct (negb (Qle_bool q (-1)) && negb (Qle_bool 1 q))%bool eqn:B; intro E; [injection E as <- | discriminate].
    apply andb_prop in B; destruct B as [L H]; apply negb_true_iff in L; apply negb_true_iff in H.
    change (number 0%Q) with 0; replace 0 with (number c * 0) by ring; apply tends_mul; [apply tends_const|].
    rewrite <- (Z2Nat.id k K); apply grown_geometric_sequence.
    + apply (holds_lt _ _ (-1) q); [reflexivity | reflexivity | exact L].
    + apply (holds_lt _ _ q 1); [reflexivity | reflexivity | exact H].
Qed.

Lemma form_tends : forall l c, form_limit l = Some c -> tends (fun v => form_value l (IZR v) v) (number c).
Proof.
  induction l as [|p l IH]; intros c E; simpl in *.
  - injection E as <-; apply tends_const.
  - destruct (piece_limit p) as [a|] eqn:P; [|discriminate].
    destruct (form_limit l) as [b|]; [injection E as <- | discriminate].
    rewrite <- number_qadd; apply tends_add; [apply piece_tends; exact P | apply IH; reflexivity].
Qed.

Definition has_limit (l : list piece) (c : Q) : bool :=
  match form_limit (collected l) with Some d => Qeq_bool d c | None => false end.

Lemma tends_form : forall f a m l c, (forall v, (m <= v)%Z -> f v = form_value l (IZR v) v) -> a = number c ->
  has_limit l c = true -> tends f a.
Proof.
  intros f a m l c F -> H; unfold has_limit in H.
  destruct (form_limit (collected l)) as [d|] eqn:E; [|discriminate]; rewrite <- (number_same _ _ H).
  apply (tends_from m (IZR m) f (fun v => form_value l (IZR v) v) _ eq_refl).
  - intros v V; apply F, le_IZR; exact V.
  - apply (tends_same (fun v => form_value (collected l) (IZR v) v)); [intro; apply form_collected|].
    apply form_tends; exact E.
Qed.
