(* Bounds of constants: each is enclosed by a box with rational sides, which is computed; None where the
   computation finds none, which says nothing. *)

From Coq Require Import Reals ZArith QArith Qround List Lra Lia.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex Functions Angles Intervals.
Import ListNotations.
Open Scope R_scope.

Definition box := (interval * interval)%type.
Definition inside (z : C) (b : box) : Prop := within (Re z) (fst b) /\ within (Im z) (snd b).
Definition enclosed (z : C) (o : option box) : Prop := match o with Some b => inside z b | None => True end.

Definition with_one (f : box -> option box) (o : option box) : option box :=
  match o with Some b => f b | None => None end.
Definition with_two (f : box -> box -> box) (o p : option box) : option box :=
  match o, p with Some a, Some b => Some (f a b) | _, _ => None end.

(* -- arithmetic ------------------------------------------------------------------------------------------------- *)

Definition bnumber (q : Q) : option box := Some (exactly q, exactly 0).
Definition badd (a b : box) : box := (iadd (fst a) (fst b), iadd (snd a) (snd b)).
Definition bmul (a b : box) : box :=
  (isub (imul (fst a) (fst b)) (imul (snd a) (snd b)), iadd (imul (fst a) (snd b)) (imul (snd a) (fst b))).
Definition bconj (a : box) : box := (fst a, iopp (snd a)).
Definition bnorm (a : box) : interval := iadd (isquare (fst a)) (isquare (snd a)).
Definition binv (a : box) : option box :=
  let n := bnorm a in
  if positive_interval n then Some (imul (fst a) (iinv n), imul (iopp (snd a)) (iinv n)) else None.

Lemma enclosed_number : forall q, enclosed (Complex.number q) (bnumber q).
Proof.
  intro q; split; simpl; [|exact within_zero].
  rewrite Identities.number_Q2R; apply within_exactly.
Qed.

Lemma enclosed_rational : forall z q, z = Complex.number q -> enclosed z (bnumber q).
Proof. intros z q ->; apply enclosed_number. Qed.

Lemma enclosed_i : enclosed Ci (Some (exactly 0, exactly 1)).
Proof.
  split; simpl; [exact within_zero|].
  replace 1%R with (Q2R 1) by (unfold Q2R; simpl; field); apply within_exactly.
Qed.

Lemma inside_add : forall z w a b, inside z a -> inside w b -> inside (z + w)%C (badd a b).
Proof. intros z w a b [A B] [D E]; split; apply within_add; assumption. Qed.

Lemma inside_mul : forall z w a b, inside z a -> inside w b -> inside (z * w)%C (bmul a b).
Proof.
  intros [x y] [u v] a b [A B] [D E]; simpl in *.
  split; simpl; [apply within_sub | apply within_add]; apply within_mul; assumption.
Qed.

Lemma inside_conj : forall z a, inside z a -> inside (Cconj z) (bconj a).
Proof. intros [x y] a [A B]; split; simpl; [exact A | apply within_opp; exact B]. Qed.

Lemma inside_norm : forall z a, inside z a -> within (Re z * Re z + Im z * Im z) (bnorm a).
Proof. intros z a [A B]; apply within_add; apply within_square; assumption. Qed.

Lemma enclosed_add : forall z w o p, enclosed z o -> enclosed w p -> enclosed (z + w)%C (with_two badd o p).
Proof. intros z w [a|] [b|] A B; try exact I; apply inside_add; assumption. Qed.

Lemma enclosed_mul : forall z w o p, enclosed z o -> enclosed w p -> enclosed (z * w)%C (with_two bmul o p).
Proof. intros z w [a|] [b|] A B; try exact I; apply inside_mul; assumption. Qed.

Lemma enclosed_inv : forall z o, enclosed z o -> enclosed (/ z)%C (with_one binv o).
Proof.
  intros z [a|] A; [|exact I]; simpl; unfold binv; destruct (positive_interval (bnorm a)) eqn:P; [|exact I].
  pose proof (inside_norm z a A) as N; pose proof (within_inv _ _ P N) as V.
  destruct z as [x y], A as [A B]; simpl in *; unfold Cinv; split; simpl.
  - replace (x / (x * (x * 1) + y * (y * 1))) with (x * / (x * x + y * y)) by (unfold Rdiv; do 2 f_equal; ring).
    apply within_mul; assumption.
  - replace (- y / (x * (x * 1) + y * (y * 1))) with (- y * / (x * x + y * y))
      by (unfold Rdiv; do 2 f_equal; ring).
    apply within_mul; [apply within_opp; exact B | exact V].
Qed.

Fixpoint bpower (o : option box) (more : nat) : option box :=
  match more with O => o | S m => with_two bmul o (bpower o m) end.

Lemma enclosed_times : forall z o m, enclosed z o -> enclosed (Ctimes_itself z m) (bpower o m).
Proof. intros z o m H; induction m as [|m IH]; [exact H | apply enclosed_mul; assumption]. Qed.

Definition bpowZ (o : option box) (e : Z) : option box :=
  match e with
  | Z0 => bnumber 1
  | Zpos p => bpower o (Nat.pred (Pos.to_nat p))
  | Zneg p => bpower (with_one binv o) (Nat.pred (Pos.to_nat p))
  end.

Lemma enclosed_power : forall z e o, enclosed z o -> enclosed (Complex.powZ z e) (bpowZ o e).
Proof.
  intros z [|p|p] o H; unfold Complex.powZ, CpowZ, bpowZ;
    [apply (enclosed_number 1) | | ]; apply enclosed_times; [exact H | apply enclosed_inv; exact H].
Qed.

(* -- exp ------------------------------------------------------------------------------------------------------- *)

Definition half : Q := 1 # 2.
Definition bhalf (a : box) : box := (imul (exactly half) (fst a), imul (exactly half) (snd a)).

Definition bexp_small (a : box) : option box :=
  if (small (fst a) && small (snd a))%bool
  then Some (imul (iexp (fst a)) (icos (snd a)), imul (iexp (fst a)) (isin (snd a)))
  else None.

Fixpoint bexp (k : nat) (a : box) : option box :=
  match k with
  | O => bexp_small a
  | S m => let o := bexp m (bhalf a) in with_two bmul o o
  end.

Lemma half_value : Q2R half = / 2.
Proof. unfold half, Q2R; simpl; lra. Qed.

Lemma inside_half : forall z a, inside z a -> inside (RtoC (/ 2) * z)%C (bhalf a).
Proof.
  intros [x y] a [A B]; unfold bhalf; split; simpl in *.
  - replace (/ 2 * x - 0 * y) with (Q2R half * x) by (rewrite half_value; ring).
    apply within_mul; [apply within_exactly | exact A].
  - replace (/ 2 * y + 0 * x) with (Q2R half * y) by (rewrite half_value; ring).
    apply within_mul; [apply within_exactly | exact B].
Qed.

Lemma inside_exp : forall k z a, inside z a -> enclosed (Cexp z) (bexp k a).
Proof.
  induction k as [|k IH]; intros z a A.
  - simpl; unfold bexp_small; destruct (small (fst a) && small (snd a))%bool eqn:S; [|exact I].
    apply andb_prop in S; destruct S as [S T], A as [A B].
    exact (conj (within_mul _ _ _ _ (within_exp _ _ S A) (within_cos _ _ T B))
                (within_mul _ _ _ _ (within_exp _ _ S A) (within_sin _ _ T B))).
  - replace (Cexp z) with (Cexp (RtoC (/ 2) * z) * Cexp (RtoC (/ 2) * z))%C.
    + simpl; apply enclosed_mul; apply IH, inside_half; exact A.
    + rewrite <- Cexp_plus; f_equal; destruct z as [x y]; apply complex_equal; simpl; lra.
Qed.

Lemma enclosed_exp : forall k z o, enclosed z o -> enclosed (Complex.exp z) (with_one (bexp k) o).
Proof. intros k z [a|] A; [|exact I]; apply inside_exp; exact A. Qed.

(* -- pi ---------------------------------------------------------------------------------------------------------- *)

(* the sine of a number between 0 and 4 says on which side of pi it is *)
Definition sine_at (q : Q) : option interval :=
  match bexp 3 (exactly 0, exactly q) with Some b => Some (snd b) | None => None end.

Lemma sine_value : forall q i, sine_at q = Some i -> within (sin (Q2R q)) i.
Proof.
  intros q i; unfold sine_at; pose proof (inside_exp 3 (0, Q2R q) (exactly 0, exactly q)) as H.
  destruct (bexp 3 _) as [b|]; [|discriminate]; intro E; injection E as <-.
  destruct H as [_ H]; [split; simpl; [exact within_zero | apply within_exactly]|].
  unfold Cexp in H; simpl in H; rewrite exp_0, Rmult_1_l in H; exact H.
Qed.

Definition pi_check (lo hi : Q) : bool :=
  match sine_at lo, sine_at hi with
  | Some i, Some j => (Qle_bool 0 hi && Qle_bool lo 4 && positive_interval i && positive_interval (iopp j))%bool
  | _, _ => false
  end.

Lemma pi_between : forall lo hi, pi_check lo hi = true -> Q2R lo <= Rtrigo1.PI <= Q2R hi.
Proof.
  intros lo hi; unfold pi_check.
  destruct (sine_at lo) as [i|] eqn:E; [|discriminate]; destruct (sine_at hi) as [j|] eqn:F; [|discriminate].
  intro H; apply andb_prop in H; destruct H as [H P]; apply andb_prop in H; destruct H as [H N].
  apply andb_prop in H; destruct H as [A B]; apply Qle_bool_real in A; apply Qle_bool_real in B.
  apply sine_value in E; apply sine_value in F.
  rewrite RMicromega.Q2R_0 in A; replace (Q2R 4) with 4 in B by (unfold Q2R; simpl; field).
  pose proof (positive_within _ _ N E) as [_ S]; pose proof (within_opp _ _ F) as G.
  pose proof (positive_within _ _ P G) as [_ T]; pose proof PI2_3_2 as P2.
  split; apply Rnot_lt_le; intro L.
  - pose proof (sin_le_0 (Q2R lo) ltac:(lra) ltac:(lra)); lra.
  - pose proof (sin_ge_0 (Q2R hi) ltac:(lra) ltac:(lra)); lra.
Qed.

Definition pi_low : Q := Eval vm_compute in
  down (31415926535897932384626433 # 10000000000000000000000000).
Definition pi_high : Q := Eval vm_compute in
  up (31415926535897932384626434 # 10000000000000000000000000).

Lemma pi_bound : Q2R pi_low <= Rtrigo1.PI <= Q2R pi_high.
Proof. apply pi_between; vm_compute; reflexivity. Qed.

Lemma enclosed_pi : enclosed Complex.PI (Some ((pi_low, pi_high), exactly 0)).
Proof. split; simpl; [exact pi_bound | exact within_zero]. Qed.

(* Boxes are named functions of boxes: a match in their place would be computed whenever terms are compared. *)

(* -- what is known to be real, and other forms ------------------------------------------------------------------ *)

Definition flat (o : option box) : option box :=
  match o with Some b => Some (fst b, exactly 0) | None => None end.

Lemma enclosed_real : forall z o, is_real z -> enclosed z o -> enclosed z (flat o).
Proof.
  intros z [b|] R H; [|exact I]; destruct H as [H _]; split; simpl; [exact H|].
  rewrite R; exact within_zero.
Qed.

Lemma enclosed_same : forall z w o, z = w -> enclosed w o -> enclosed z o.
Proof. intros z w o -> H; exact H. Qed.

Definition apart (o : option box) : bool := match o with Some b => positive_interval (bnorm b) | None => false end.

Lemma apart_nonzero : forall z o, enclosed z o -> apart o = true -> z <> RtoC 0.
Proof.
  intros z [b|] H A; [|discriminate]; intros ->.
  pose proof (positive_within _ _ A (inside_norm _ _ H)) as [_ P]; simpl in P; lra.
Qed.

Definition mirrored : option box -> option box := with_one (fun b => Some (bconj b)).
Definition re_part : option box -> option box := with_one (fun b => Some (fst b, exactly 0)).
Definition im_part : option box -> option box := with_one (fun b => Some (snd b, exactly 0)).

Lemma enclosed_conj : forall z o, enclosed z o -> enclosed (c_conj z) (mirrored o).
Proof. intros z [b|] H; [apply inside_conj; exact H | exact I]. Qed.

Lemma enclosed_re : forall z o, enclosed z o -> enclosed (c_re z) (re_part o).
Proof. intros z [b|] H; [destruct H as [H _]; split; simpl; [exact H | exact within_zero] | exact I]. Qed.

Lemma enclosed_im : forall z o, enclosed z o -> enclosed (c_im z) (im_part o).
Proof. intros z [b|] H; [destruct H as [_ H]; split; simpl; [exact H | exact within_zero] | exact I]. Qed.

(* -- roots and absolute values: bounds that are proposed, and checked ------------------------------------------ *)

Lemma power_strict : forall x y n, 0 <= x -> x < y -> x ^ S n < y ^ S n.
Proof.
  intros x y n X Y; induction n as [|n IH]; [simpl; lra|].
  simpl in *; assert (0 <= x * x ^ n) by (apply Rmult_le_pos; [exact X | apply pow_le; exact X]).
  apply Rmult_le_0_lt_compat; assumption.
Qed.

Fixpoint qpower (p : Q) (n : nat) : Q := match n with O => 1 | S m => (p * qpower p m)%Q end.

Lemma qpower_value : forall p n, Q2R (qpower p n) = Q2R p ^ n.
Proof.
  intros p n; induction n as [|n IH]; simpl; [unfold Q2R; simpl; field | rewrite Qreals.Q2R_mult, IH; reflexivity].
Qed.

Definition root_check (n : nat) (s r : interval) : bool :=
  (Qle_bool 0 (fst s) && Qle_bool 0 (snd s) && Qle_bool (qpower (fst s) (S n)) (fst r)
   && Qle_bool (snd r) (qpower (snd s) (S n)))%bool.

Lemma root_between : forall n s r x y, root_check n s r = true -> within x r -> 0 <= y -> y ^ S n = x -> within y s.
Proof.
  intros n s r x y C [A B] Y P; unfold root_check in C.
  apply andb_prop in C; destruct C as [C D]; apply andb_prop in C; destruct C as [C E].
  apply andb_prop in C; destruct C as [F G].
  apply Qle_bool_real in D; apply Qle_bool_real in E; apply Qle_bool_real in F; apply Qle_bool_real in G.
  rewrite RMicromega.Q2R_0 in F, G; rewrite qpower_value in D, E.
  split; apply Rnot_lt_le; intro L.
  - pose proof (power_strict _ _ n Y L); lra.
  - pose proof (power_strict _ _ n G L); lra.
Qed.

Definition broot (n : nat) (s : interval) (o : option box) : option box :=
  match o with
  | Some b => if root_check n s (fst b) then Some (s, exactly 0) else None
  | None => None
  end.

Lemma enclosed_root : forall n d s z o, Z.of_nat (S n) = d -> enclosed z o ->
  enclosed (Complex.root d z) (broot n s o).
Proof.
  intros n d s z o <-; revert o.
  intros [b|] H; [|exact I]; simpl broot; destruct (root_check n s (fst b)) eqn:C; [|exact I].
  destruct H as [H _]; split; [|exact within_zero].
  assert (P : 0 <= Re z).
  { pose proof C as D; unfold root_check in D; apply andb_prop in D; destruct D as [D _].
    apply andb_prop in D; destruct D as [D E]; apply andb_prop in D; destruct D as [F _].
    apply Qle_bool_real in E; apply Qle_bool_real in F; rewrite RMicromega.Q2R_0 in F.
    rewrite qpower_value in E; pose proof (pow_le (Q2R (fst s)) (S n) F); destruct H; lra. }
  apply (root_between n s (fst b) (Re z)); [exact C | exact H | apply Analysis.root_sign; exact P|].
  assert (D : (0 <? Z.of_nat (S n))%Z = true) by (apply Z.ltb_lt; lia).
  pose proof (Analysis.root_power _ _ D P) as Q; rewrite powZ_of_nat in Q; exact Q.
Qed.

Definition babs (s : interval) (o : option box) : option box :=
  match o with
  | Some b => if root_check 1 s (bnorm b) then Some (s, exactly 0) else None
  | None => None
  end.

Lemma enclosed_abs : forall s z o, enclosed z o -> enclosed (c_abs z) (babs s o).
Proof.
  intros s z [b|] H; [|exact I]; simpl babs; destruct (root_check 1 s (bnorm b)) eqn:C; [|exact I].
  split; [|exact within_zero].
  apply (root_between 1 s (bnorm b) (Re z * Re z + Im z * Im z)); [exact C | apply inside_norm; exact H | |].
  - apply Cmod_ge_0.
  - rewrite <- Cmod_square; simpl; ring.
Qed.

(* -- logarithms: the real part by exp, the angle by turning back -------------------------------------------------- *)

Definition exp_at (k : nat) (q : Q) : option interval :=
  match bexp k (exactly q, exactly 0) with Some b => Some (fst b) | None => None end.

Lemma exp_at_value : forall k q i, exp_at k q = Some i -> within (Rtrigo_def.exp (Q2R q)) i.
Proof.
  intros k q i; unfold exp_at; pose proof (inside_exp k (Q2R q, 0) (exactly q, exactly 0)) as H.
  destruct (bexp k _) as [b|]; [|discriminate]; intro E; injection E as <-.
  destruct H as [H _]; [split; simpl; [apply within_exactly | exact within_zero]|].
  unfold Cexp in H; simpl in H; rewrite cos_0, Rmult_1_r in H; exact H.
Qed.

Definition size_check (k : nat) (l n : interval) : bool :=
  match exp_at k (2 * fst l), exp_at k (2 * snd l) with
  | Some i, Some j => (Qle_bool (snd i) (fst n) && Qle_bool (snd n) (fst j))%bool
  | _, _ => false
  end.

Lemma size_between : forall k l n r, size_check k l n = true -> 0 <= r -> within (r * r) n ->
  0 < r /\ within (ln r) l.
Proof.
  intros k l n r; unfold size_check.
  destruct (exp_at k (2 * fst l)) as [i|] eqn:E; [|discriminate].
  destruct (exp_at k (2 * snd l)) as [j|] eqn:F; [|discriminate].
  intros H R [A B]; apply andb_prop in H; destruct H as [C D].
  apply Qle_bool_real in C; apply Qle_bool_real in D.
  apply exp_at_value in E; apply exp_at_value in F; destruct E as [_ E], F as [F _].
  rewrite !Qreals.Q2R_mult in *; replace (Q2R 2) with 2 in * by (unfold Q2R; simpl; field).
  pose proof (exp_pos (2 * Q2R (fst l))) as P.
  assert (S : 0 < r) by (destruct R as [R|R]; [exact R | subst r; lra]).
  split; [exact S|].
  assert (L : forall x, Rtrigo_def.exp (2 * x) = Rtrigo_def.exp x * Rtrigo_def.exp x) by (intro x; rewrite <- exp_plus; f_equal; ring).
  rewrite L in E, F, P; pose proof (exp_pos (Q2R (fst l))) as P1; pose proof (exp_pos (Q2R (snd l))) as P2.
  split; apply Rnot_lt_le; intro G; apply exp_increasing in G; rewrite exp_ln in G by exact S; nra.
Qed.

Lemma atan_small : forall x, Rabs (atan x) <= Rabs x.
Proof.
  assert (P : forall x, 0 <= x -> 0 <= atan x <= x).
  { intros x X; split.
    - destruct X as [X|<-]; [left; rewrite <- atan_0; apply atan_increasing; exact X | rewrite atan_0; lra].
    - pose proof (grows (fun t => t - atan t) (fun t => 1 - / (1 + t ^ 2)) x X) as G; simpl in G.
      rewrite atan_0 in G; enough (0 - 0 <= x - atan x) by lra; apply G.
      + intro t; auto_derive; [trivial | field; pose proof (pow2_ge_0 t); simpl in *; lra].
      + intros t _; pose proof (pow2_ge_0 t) as Q; simpl in Q.
        assert (/ (1 + t * (t * 1)) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra); lra. }
  intro x; destruct (Rle_dec 0 x) as [H|H].
  - rewrite !Rabs_pos_eq; [apply P; exact H | exact H | apply P; exact H].
  - rewrite <- (Rabs_Ropp x), <- (Rabs_Ropp (atan x)), <- atan_opp.
    rewrite !Rabs_pos_eq; try apply P; lra.
Qed.

Lemma turned_back : forall z m q, let w := (z * Cexp (0, - m)%R)%C in
  0 < Re w -> Rabs (Im w) <= q * Re w -> - Rtrigo1.PI < m - q -> m + q <= Rtrigo1.PI -> Rabs (Carg z - m) <= q.
Proof.
  intros z m q w P B L U; assert (D : w = (z * Cexp (0, - m)%R)%C) by reflexivity; clearbody w.
  pose (x := Im w / Re w); pose (b := atan x).
  assert (X : Rabs x <= q).
  { unfold x, Rdiv; rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (Re w)) by lra.
    apply (Rmult_le_reg_r (Re w)); [exact P|]; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  pose proof (Rle_trans _ _ _ (atan_small x) X) as A; fold b in A; apply Rabs_le_between in A.
  assert (N : (1, x)%R <> RtoC 0) by (intro E; apply (f_equal fst) in E; simpl in E; lra).
  destruct (Carg_polar (1, x)%R N) as [C1 S1]; rewrite one_plus_ix in C1, S1; fold b in C1, S1.
  pose proof (Cmod_positive _ N) as M; set (r := Cmod (1, x)%R) in *; simpl in C1, S1.
  assert (W : w = (Re w * r * cos b, Re w * r * sin b)%R).
  { apply complex_equal; [change (Re w = Re w * r * cos b) | change (Im w = Re w * r * sin b)];
      rewrite Rmult_assoc; [rewrite <- C1; ring | rewrite <- S1; unfold x; field; lra]. }
  assert (Z : z = (Re w * r * cos (b + m), Re w * r * sin (b + m))%R).
  { replace z with (w * Cexp (0, m)%R)%C.
    - rewrite W at 1; unfold Cexp; apply complex_equal; simpl; rewrite exp_0, ?cos_plus, ?sin_plus; ring.
    - rewrite D, <- Cmult_assoc, <- Cexp_plus.
      replace ((0, - m)%R + (0, m)%R)%C with (RtoC 0) by (apply complex_equal; simpl; ring).
      rewrite Cexp_0; ring. }
  rewrite Z, Carg_unique; [|apply Rmult_lt_0_compat; assumption | lra].
  apply Rabs_le; lra.
Qed.

(* the bounds of the logarithm's real part, the middle of those of its angle, and how far it may be off *)
Definition blog (k : nat) (l : interval) (m q : Q) (o : option box) : option box :=
  match o with
  | Some b =>
    match bexp k (exactly 0, exactly (- m)%Q) with
    | Some r =>
      let u := bmul b r in
      if (size_check k l (bnorm b) && positive_interval (fst u) && Qle_bool 0 q
          && Qle_bool (snd (snd u)) (q * fst (fst u)) && Qle_bool (- fst (snd u)) (q * fst (fst u))
          && negb (Qle_bool (m - q) (- pi_low)) && Qle_bool (m + q) pi_low)%bool
      then Some (l, (m - q, m + q)%Q) else None
    | None => None
    end
  | None => None
  end.

Lemma enclosed_log : forall k l m q z o, enclosed z o -> enclosed (c_log z) (blog k l m q o).
Proof.
  intros k l m q z [b|] H; [|exact I]; cbv beta iota zeta delta [blog].
  pose proof (inside_exp k (0, - Q2R m)%R (exactly 0, exactly (- m)%Q)) as E.
  destruct (bexp k _) as [r|]; [|exact I].
  match goal with |- enclosed _ (if ?c then _ else _) => destruct c eqn:C; [|exact I] end.
  assert (F : inside (Cexp (0, - Q2R m)%R) r).
  { apply E; split; simpl; [exact within_zero | rewrite <- Qreals.Q2R_opp; apply within_exactly]. }
  repeat (apply andb_prop in C; let D := fresh "D" in destruct C as [C D]).
  pose proof (inside_mul _ _ _ _ H F) as [W V].
  destruct (positive_within _ _ D4 W) as [P R].
  destruct (size_between k l (bnorm b) (Cmod z) C (Cmod_ge_0 z)) as [N S].
  { rewrite Cmod_square; apply inside_norm; exact H. }
  split; [exact S|].
  apply Qle_bool_real in D; apply Qle_bool_real in D1; apply Qle_bool_real in D2; apply Qle_bool_real in D3.
  rewrite !Qreals.Q2R_mult, ?Qreals.Q2R_opp, ?Qreals.Q2R_plus, ?RMicromega.Q2R_0 in *.
  assert (G : (- Q2R pi_low < Q2R m - Q2R q)%R).
  { apply negb_true_iff in D0; rewrite <- Qreals.Q2R_opp, <- Qreals.Q2R_minus.
    apply Qreals.Qlt_Rlt, Qnot_le_lt; intro L; apply Qle_bool_iff in L; congruence. }
  pose proof pi_bound as [B _]; destruct W as [W1 W2], V as [V1 V2].
  assert (T : Rabs (Carg z - Q2R m) <= Q2R q).
  { apply turned_back; [exact R | | lra | lra].
    assert (Q2R q * Q2R (fst (fst (bmul b r))) <= Q2R q * Re (z * Cexp (0, - Q2R m)%R)%C)
      by (apply Rmult_le_compat_l; assumption).
    apply Rabs_le; lra. }
  apply Rabs_le_between in T; unfold within; simpl.
  rewrite Qreals.Q2R_plus, Qreals.Q2R_minus; lra.
Qed.

Lemma angle_of_negative : forall z, is_real z -> (Re z < 0)%R -> Carg z = Rtrigo1.PI.
Proof.
  intros [x y] R N; unfold is_real in R; simpl in *; subst y.
  replace (x, 0)%R with (- x * cos Rtrigo1.PI, - x * sin Rtrigo1.PI)%R.
  - pose proof PI_RGT_0; apply Carg_unique; lra.
  - rewrite cos_PI, sin_PI; f_equal; ring.
Qed.

(* of a negative number *)
Definition blog_cut (k : nat) (l : interval) (o : option box) : option box :=
  match o with
  | Some b =>
    if (size_check k l (bnorm b) && positive_interval (iopp (fst b))
        && Qle_bool 0 (fst (snd b)) && Qle_bool (snd (snd b)) 0)%bool
    then Some (l, (pi_low, pi_high)) else None
  | None => None
  end.

Lemma enclosed_log_cut : forall k l z o, enclosed z o -> enclosed (c_log z) (blog_cut k l o).
Proof.
  intros k l z [b|] H; [|exact I]; cbv beta iota zeta delta [blog_cut].
  match goal with |- enclosed _ (if ?c then _ else _) => destruct c eqn:C; [|exact I] end.
  repeat (apply andb_prop in C; let D := fresh "D" in destruct C as [C D]).
  destruct (size_between k l (bnorm b) (Cmod z) C (Cmod_ge_0 z)) as [_ S].
  { rewrite Cmod_square; apply inside_norm; exact H. }
  destruct H as [A [B1 B2]]; apply Qle_bool_real in D; apply Qle_bool_real in D0.
  rewrite RMicromega.Q2R_0 in D, D0.
  pose proof (positive_within _ _ D1 (within_opp _ _ A)) as [_ N].
  split; [exact S|]; simpl; rewrite angle_of_negative; [exact pi_bound | unfold is_real; lra | lra].
Qed.

Lemma arg_by_log : forall z, c_arg z = c_im (c_log z).
Proof. reflexivity. Qed.

Lemma root_by_log : forall d z, z <> RtoC 0 ->
  principal_root (Zpos d) z = Complex.exp (Complex.number (1 # d) * c_log z)%C.
Proof.
  intros d z N; unfold principal_root; rewrite Croot_nonzero by exact N.
  unfold Complex.exp, Complex.number, c_log; rewrite Identities.number_Q2R; do 3 f_equal.
Qed.

(* -- the law ---------------------------------------------------------------------------------------------------- *)

Definition strictly (lo hi : Q) (i : interval) : bool :=
  (negb (Qle_bool (fst i) lo) && negb (Qle_bool hi (snd i)))%bool.

Lemma strictly_between : forall lo hi i x, strictly lo hi i = true -> within x i -> Q2R lo < x < Q2R hi.
Proof.
  assert (L : forall p q, negb (Qle_bool p q) = true -> Q2R q < Q2R p).
  { intros p q H; apply negb_true_iff in H; apply Qreals.Qlt_Rlt, Qnot_le_lt; intro G.
    apply Qle_bool_iff in G; congruence. }
  intros lo hi i x S [A B]; apply andb_prop in S; destruct S as [S T]; apply L in S; apply L in T; lra.
Qed.

Definition re_check (lo hi : Q) (o : option box) : bool :=
  match o with Some b => strictly lo hi (fst b) | None => false end.
Definition im_check (lo hi : Q) (o : option box) : bool :=
  match o with Some b => strictly lo hi (snd b) | None => false end.

Open Scope C_scope.

Theorem enclosure_re : forall z o lo hi, enclosed z o -> re_check lo hi o = true ->
  Complex.number lo < c_re z /\ c_re z < Complex.number hi.
Proof.
  intros z [b|] lo hi H S; [|discriminate]; destruct H as [H _]; pose proof (strictly_between _ _ _ _ S H) as [A B].
  rewrite <- Identities.number_Q2R in A, B; split; apply lt_real; assumption.
Qed.

Theorem enclosure_im : forall z o lo hi, enclosed z o -> im_check lo hi o = true ->
  Complex.number lo < c_im z /\ c_im z < Complex.number hi.
Proof.
  intros z [b|] lo hi H S; [|discriminate]; destruct H as [_ H]; pose proof (strictly_between _ _ _ _ S H) as [A B].
  rewrite <- Identities.number_Q2R in A, B; split; apply lt_real; assumption.
Qed.
