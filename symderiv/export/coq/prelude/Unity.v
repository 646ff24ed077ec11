(* Roots of unity: cyclotomic polynomials and Gauss' sums, by computation with polynomials over Z. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex Functions Angles.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

(* -- polynomials, their coefficients from the lowest on --------------------------------------------------- *)

Definition polynomial := list Z.

Fixpoint at_ (p : polynomial) (z : C) : C :=
  match p with [] => number 0 | c :: r => number (Qmake c 1) + z * at_ r z end.

Fixpoint sum_of (p q : polynomial) : polynomial :=
  match p, q with
  | [], _ => q
  | _, [] => p
  | a :: p', b :: q' => (a + b)%Z :: sum_of p' q'
  end.

Definition times (c : Z) (p : polynomial) : polynomial := map (Z.mul c) p.

Fixpoint product_of (p q : polynomial) : polynomial :=
  match p with [] => [] | a :: p' => sum_of (times a q) (0%Z :: product_of p' q) end.

Definition is_zero (p : polynomial) : bool := forallb (Z.eqb 0) p.
Definition same (p q : polynomial) : bool := is_zero (sum_of p (times (-1) q)).

Lemma at_cons : forall c p z, at_ (c :: p) z = IZR c + z * at_ p z.
Proof. reflexivity. Qed.

Lemma at_nil : forall z, at_ [] z = RtoC 0.
Proof. reflexivity. Qed.

Lemma IZR_plus : forall a b, IZR (a + b) = IZR a + IZR b.
Proof. intros; apply cast_add; reflexivity. Qed.

Lemma IZR_mult : forall a b, IZR (a * b) = IZR a * IZR b.
Proof. intros; apply cast_mul; reflexivity. Qed.

Lemma IZR_0 : IZR 0 = RtoC 0.
Proof. reflexivity. Qed.
Lemma IZR_1 : IZR 1 = RtoC 1.
Proof. reflexivity. Qed.

Lemma at_sum : forall p q z, at_ (sum_of p q) z = at_ p z + at_ q z.
Proof.
  induction p as [|a p IH]; intros [|b q] z; simpl sum_of; rewrite ?at_nil; try ring.
  rewrite !at_cons, IZR_plus, IH; ring.
Qed.

Lemma at_times : forall c p z, at_ (times c p) z = IZR c * at_ p z.
Proof.
  intros c p z; induction p as [|a p IH]; simpl times; rewrite ?at_nil; [ring|].
  rewrite !at_cons; fold (times c p); rewrite IZR_mult, IH; ring.
Qed.

Lemma at_product : forall p q z, at_ (product_of p q) z = at_ p z * at_ q z.
Proof.
  induction p as [|a p IH]; intros q z; simpl product_of; rewrite ?at_nil; [ring|].
  rewrite at_sum, at_times, !at_cons, IH, IZR_0; ring.
Qed.

Lemma at_zero_polynomial : forall p z, is_zero p = true -> at_ p z = RtoC 0.
Proof.
  induction p as [|a p IH]; intros z H; [reflexivity|].
  apply andb_prop in H; destruct H as [A H]; apply Z.eqb_eq in A; subst a.
  rewrite at_cons, IZR_0, IH by exact H; ring.
Qed.

Lemma at_same : forall p q z, same p q = true -> at_ p z = at_ q z.
Proof.
  intros p q z H; apply (at_zero_polynomial _ z) in H; rewrite at_sum, at_times in H.
  transitivity (at_ p z + IZR (-1) * at_ q z + at_ q z); [unfold IZR; rewrite minus_one; ring | rewrite H; ring].
Qed.

Lemma at_app : forall p q z, at_ (p ++ q) z = at_ p z + Cpow_nat z (length p) * at_ q z.
Proof.
  induction p as [|a p IH]; intros q z; simpl app; [rewrite at_nil; simpl; ring|].
  rewrite !at_cons, IH; simpl; ring.
Qed.

Lemma at_zeros : forall n z, at_ (repeat 0%Z n) z = RtoC 0.
Proof. induction n as [|n IH]; intro z; [reflexivity|]; simpl repeat; rewrite at_cons, IZR_0, IH; ring. Qed.

(* x^(n + 1) - 1 *)
Definition turn (n : nat) : polynomial := (-1)%Z :: repeat 0%Z n ++ [1%Z].

Lemma at_turn : forall n z, at_ (turn n) z = Cpow_nat z (S n) - RtoC 1.
Proof.
  intros n z; unfold turn; rewrite at_cons, at_app, at_zeros, repeat_length, at_cons, at_nil, IZR_1.
  unfold IZR; rewrite minus_one; simpl; ring.
Qed.

(* -- the N-th root of unity ------------------------------------------------------------------------------------ *)

Definition unity (q : Q) : C := exp (number q * PI * Ci).

Definition of_order (n : nat) (q : Q) : bool := ((0 <? n)%nat && Qeq_bool (q * inject_Z (Z.of_nat n)) 2)%bool.

Lemma order_value : forall n q, of_order n q = true ->
  (0 < n)%nat /\ (Q2R q * INR n = 2)%R.
Proof.
  intros n q H; apply andb_prop in H; destruct H as [P E]; apply Nat.ltb_lt in P; split; [exact P|].
  apply Qeq_bool_eq, Qreals.Qeq_eqR in E; rewrite Qreals.Q2R_mult in E.
  assert (I : Q2R (inject_Z (Z.of_nat n)) = INR n).
  { unfold Q2R, inject_Z; simpl; rewrite INR_IZR_INZ, Rinv_1; ring. }
  rewrite I in E; rewrite E; unfold Q2R; simpl; field.
Qed.

Lemma unity_power : forall q d, Cpow_nat (unity q) d = exp (RtoC (INR d * Q2R q) * PI * Ci).
Proof.
  intros q d; unfold unity, exp; rewrite Cexp_nat, number_Q2R, RtoC_mult; f_equal; ring.
Qed.

Lemma unity_turn : forall n q, of_order n q = true -> Cpow_nat (unity q) n = RtoC 1.
Proof.
  intros n q H; apply order_value in H; destruct H as [_ E].
  rewrite unity_power, Rmult_comm, E.
  replace (RtoC 2 * PI * Ci) with (RtoC 2 * IZR 1 * PI * Ci) by (rewrite IZR_1; ring).
  apply (exp_period 1 _ eq_refl).
Qed.

Lemma unity_below : forall n q d, of_order n q = true -> (0 < d)%nat -> (d < n)%nat ->
  Cpow_nat (unity q) d <> RtoC 1.
Proof.
  intros n q d H P L E; apply order_value in H; destruct H as [_ V].
  rewrite unity_power in E.
  assert (A : (RtoC (INR d * Q2R q) * PI * Ci)%C = (0, INR d * Q2R q * Rtrigo1.PI)%R).
  { unfold PI; apply complex_equal; simpl; ring. }
  rewrite A in E.
  assert (P1 : (0 < INR d)%R) by (apply lt_0_INR; exact P).
  assert (L1 : (INR d < INR n)%R) by (apply lt_INR; exact L).
  assert (Q1 : (0 < Q2R q)%R) by nra.
  pose proof PI_RGT_0 as PI0.
  assert (B : (0 < INR d * Q2R q * Rtrigo1.PI < 2 * Rtrigo1.PI)%R).
  { assert (INR d * Q2R q < 2)%R by nra; assert (0 < INR d * Q2R q)%R by nra; split; nra. }
  apply Cexp_is_one in E; [|simpl; lra].
  apply (f_equal Im) in E; simpl in E; lra.
Qed.

(* -- cyclotomic polynomials -------------------------------------------------------------------------------------- *)

(* P Q = x^N - 1 and Q S is a product of x^d - 1 for d < N: then Q is not 0 at the root, and P is *)
Fixpoint turns (ds : list nat) : polynomial :=
  match ds with [] => [1%Z] | d :: r => product_of (turn (Nat.pred d)) (turns r) end.

Definition are_below (n : nat) (ds : list nat) : bool := forallb (fun d => ((0 <? d) && (d <? n))%nat) ds.

Lemma turns_nonzero : forall n q ds, of_order n q = true -> are_below n ds = true ->
  at_ (turns ds) (unity q) <> RtoC 0.
Proof.
  intros n q ds H; induction ds as [|d ds IH]; intro B.
  - simpl turns; rewrite at_cons, at_nil, IZR_1; replace (RtoC 1 + unity q * RtoC 0) with (RtoC 1) by ring.
    apply one_not_zero.
  - apply andb_prop in B; destruct B as [D B]; apply andb_prop in D; destruct D as [D L].
    apply Nat.ltb_lt in D; apply Nat.ltb_lt in L.
    change (turns (d :: ds)) with (product_of (turn (Nat.pred d)) (turns ds)).
    rewrite at_product; apply Cmult_neq_0; [|apply IH; exact B].
    rewrite at_turn; replace (S (Nat.pred d)) with d by lia.
    apply Cminus_eq_contra, (unity_below n q d H D L).
Qed.

Definition cyclotomic_check (n : nat) (q : Q) (p r s : polynomial) (ds : list nat) : bool :=
  (of_order n q && are_below n ds && same (product_of p r) (turn (Nat.pred n))
   && same (product_of r s) (turns ds))%bool.

Theorem cyclotomic : forall n q p r s ds, cyclotomic_check n q p r s ds = true ->
  at_ p (unity q) = RtoC 0.
Proof.
  intros n q p r s ds H.
  apply andb_prop in H; destruct H as [H Q]; apply andb_prop in H; destruct H as [H P].
  apply andb_prop in H; destruct H as [O B].
  apply (at_same _ _ (unity q)) in P; apply (at_same _ _ (unity q)) in Q.
  rewrite at_product in P, Q; rewrite at_turn in P.
  pose proof (order_value n q O) as [N _]; replace (S (Nat.pred n)) with n in P by lia.
  rewrite (unity_turn n q O) in P; replace (RtoC 1 - RtoC 1) with (RtoC 0) in P by ring.
  pose proof (turns_nonzero n q ds O B) as T; rewrite <- Q in T.
  destruct (Ceq_dec (at_ p (unity q)) (RtoC 0)) as [E|E]; [exact E|].
  exfalso; refine (Cmult_neq_0 _ _ E _ P); intro F; apply T; rewrite F; ring.
Qed.

(* -- Gauss' sums ------------------------------------------------------------------------------------------------------ *)

(* modulo x^n - 1: lists of n coefficients *)
Definition turned (n a : nat) (p : polynomial) : polynomial := skipn (n - a) p ++ firstn (n - a) p.

Lemma at_turned : forall n a p z, Cpow_nat z n = RtoC 1 -> length p = n -> (a <= n)%nat ->
  at_ (turned n a p) z = Cpow_nat z a * at_ p z.
Proof.
  intros n a p z Z L A; unfold turned.
  rewrite <- (firstn_skipn (n - a) p) at 3; rewrite !at_app, skipn_length, firstn_length, L.
  replace (n - (n - a))%nat with a by lia; replace (Nat.min (n - a) n) with (n - a)%nat by lia.
  assert (E : Cpow_nat z a * Cpow_nat z (n - a) = RtoC 1)
    by (rewrite <- Cpow_nat_add; replace (a + (n - a))%nat with n by lia; exact Z).
  transitivity (Cpow_nat z a * at_ (firstn (n - a) p) z
                + (Cpow_nat z a * Cpow_nat z (n - a)) * at_ (skipn (n - a) p) z); [rewrite E; ring | ring].
Qed.

Lemma turned_length : forall n a p, length p = n -> length (turned n a p) = n.
Proof.
  intros n a p L; unfold turned; rewrite app_length, skipn_length, firstn_length; lia.
Qed.

Lemma sum_of_length : forall n p q, length p = n -> length q = n -> length (sum_of p q) = n.
Proof.
  intros n p; revert n; induction p as [|a p IH]; intros n [|b q] P Q; simpl in *; try lia.
  rewrite (IH (Nat.pred n)); lia.
Qed.

Lemma times_length : forall c p, length (times c p) = length p.
Proof. intros; apply map_length. Qed.

(* the powers with these exponents, and their sum *)
Definition power_of (n e : nat) : polynomial := turned n e (1%Z :: repeat 0%Z (Nat.pred n)).

Fixpoint powers_of (n : nat) (es : list nat) : polynomial :=
  match es with [] => repeat 0%Z n | e :: r => sum_of (power_of n e) (powers_of n r) end.

Definition square_mod (n j : nat) : nat := ((j * j) mod n)%nat.
Definition squares (n : nat) : list nat := map (square_mod n) (seq 0 n).

Lemma one_length : forall n, (0 < n)%nat -> length (1%Z :: repeat 0%Z (Nat.pred n)) = n.
Proof. intros n N; simpl; rewrite repeat_length; lia. Qed.

Lemma at_one : forall n z, at_ (1%Z :: repeat 0%Z (Nat.pred n)) z = RtoC 1.
Proof. intros; rewrite at_cons, at_zeros, IZR_1; ring. Qed.

Lemma powers_length : forall n es, (0 < n)%nat -> length (powers_of n es) = n.
Proof.
  intros n es N; induction es as [|e es IH]; [apply repeat_length|].
  apply sum_of_length; [apply turned_length, one_length; exact N | exact IH].
Qed.

Fixpoint total_powers (z : C) (es : list nat) : C :=
  match es with [] => RtoC 0 | e :: r => Cpow_nat z e + total_powers z r end.

Lemma at_powers : forall n es z, (0 < n)%nat -> Cpow_nat z n = RtoC 1 ->
  forallb (fun e => e <=? n)%nat es = true -> at_ (powers_of n es) z = total_powers z es.
Proof.
  intros n es z N Z; induction es as [|e es IH]; intro B; [apply at_zeros|].
  apply andb_prop in B; destruct B as [E B]; apply Nat.leb_le in E.
  simpl; rewrite at_sum, IH by exact B; f_equal; unfold power_of.
  rewrite (at_turned n e _ z Z (one_length n N) E), at_one; ring.
Qed.

(* the product of the differences z^a - z^(n - a) *)
Fixpoint differences (n : nat) (l : list nat) : polynomial :=
  match l with
  | [] => 1%Z :: repeat 0%Z (Nat.pred n)
  | a :: r => let d := differences n r in sum_of (turned n a d) (times (-1) (turned n (n - a) d))
  end.

Fixpoint multiplied_differences (z : C) (n : nat) (l : list nat) : C :=
  match l with
  | [] => RtoC 1
  | a :: r => (Cpow_nat z a - Cpow_nat z (n - a)) * multiplied_differences z n r
  end.

Lemma differences_length : forall n l, (0 < n)%nat -> length (differences n l) = n.
Proof.
  intros n l N; induction l as [|a l IH]; [apply one_length; exact N|].
  apply sum_of_length; [|rewrite times_length]; apply turned_length; exact IH.
Qed.

Lemma at_differences : forall n l z, (0 < n)%nat -> Cpow_nat z n = RtoC 1 ->
  forallb (fun a => a <=? n)%nat l = true -> at_ (differences n l) z = multiplied_differences z n l.
Proof.
  intros n l z N Z; induction l as [|a l IH]; intro B; [apply at_one|].
  apply andb_prop in B; destruct B as [A B]; apply Nat.leb_le in A; simpl differences.
  pose proof (differences_length n l N) as L.
  rewrite at_sum, at_times, !at_turned, IH by (assumption || lia).
  unfold IZR; rewrite minus_one; simpl; ring.
Qed.

(* all coefficients the same: a multiple of 1 + x + ... + x^(n - 1) *)
Definition constant_list (p : polynomial) : bool :=
  match p with [] => true | c :: r => forallb (Z.eqb c) r end.

Fixpoint ones (n : nat) (z : C) : C := match n with O => RtoC 0 | S m => RtoC 1 + z * ones m z end.

Lemma at_constant_list : forall p z, constant_list p = true ->
  at_ p z = IZR (hd 0%Z p) * ones (length p) z.
Proof.
  intros [|c p] z H; [change (RtoC 0 = IZR 0 * RtoC 0); ring|].
  change (forallb (Z.eqb c) p = true) in H; rewrite at_cons.
  change (IZR c + z * at_ p z = IZR c * (RtoC 1 + z * ones (length p) z)).
  enough (E : at_ p z = IZR c * ones (length p) z) by (rewrite E; ring).
  induction p as [|d p IH]; [change (RtoC 0 = IZR c * RtoC 0); ring|].
  apply andb_prop in H; destruct H as [D H]; apply Z.eqb_eq in D; subst d.
  rewrite at_cons, (IH H).
  change (IZR c + z * (IZR c * ones (length p) z) = IZR c * (RtoC 1 + z * ones (length p) z)); ring.
Qed.

Lemma ones_zero : forall n z, Cpow_nat z n = RtoC 1 -> z <> RtoC 1 -> ones n z = RtoC 0.
Proof.
  intros n z Z N.
  assert (G : forall m, (z - RtoC 1) * ones m z = Cpow_nat z m - RtoC 1).
  { induction m as [|m IH]; simpl; [ring|].
    transitivity ((z - RtoC 1) + z * ((z - RtoC 1) * ones m z)); [ring | rewrite IH; ring]. }
  specialize (G n); rewrite Z in G; destruct (Ceq_dec (ones n z) (RtoC 0)) as [E|E]; [exact E|].
  exfalso; refine (Cmult_neq_0 _ _ (Cminus_eq_contra _ _ N) E _); rewrite G; ring.
Qed.

(* G G, G the sum of z^(j^2) *)
Fixpoint spread (n : nat) (es : list nat) (p : polynomial) : polynomial :=
  match es with [] => repeat 0%Z n | e :: r => sum_of (turned n e p) (spread n r p) end.

Lemma at_spread : forall n es p z, Cpow_nat z n = RtoC 1 -> length p = n ->
  forallb (fun e => e <=? n)%nat es = true -> at_ (spread n es p) z = total_powers z es * at_ p z.
Proof.
  intros n es p z Z L; induction es as [|e es IH]; intro B; simpl; [rewrite at_zeros; ring|].
  apply andb_prop in B; destruct B as [E B]; apply Nat.leb_le in E.
  rewrite at_sum, IH, at_turned by assumption; ring.
Qed.

Lemma squares_below : forall n, (0 < n)%nat -> forallb (fun e => e <=? n)%nat (squares n) = true.
Proof.
  intros n N; apply forallb_forall; intros e H; apply in_map_iff in H; destruct H as (j & <- & _).
  apply Nat.leb_le; unfold square_mod; pose proof (Nat.mod_upper_bound (j * j) n ltac:(lia)); lia.
Qed.

(* 1, 3, 5, ... below n *)
Definition odds (n : nat) : list nat := map (fun k => 2 * k + 1)%nat (seq 0 (Nat.div2 (Nat.pred n))).

(* z^a - z^-a = 2 i sin(2 pi a / n), negative for a > n/2 *)
Definition sine (n a : nat) : R := (2 * sin (2 * Rtrigo1.PI * INR a / INR n))%R.

Lemma difference_is_sine : forall n q a, of_order n q = true -> (a <= n)%nat ->
  Cpow_nat (unity q) a - Cpow_nat (unity q) (n - a) = Ci * RtoC (sine n a).
Proof.
  intros n q a H A; pose proof (unity_turn n q H) as T; apply order_value in H; destruct H as [N V].
  assert (NZ : INR n <> 0%R) by (apply not_0_INR; lia).
  assert (QV : Q2R q = (2 / INR n)%R) by (rewrite <- V; field; exact NZ).
  set (t := (2 * Rtrigo1.PI * INR a / INR n)%R).
  assert (E : Cpow_nat (unity q) a = (cos t, sin t)).
  { rewrite unity_power, QV; replace (RtoC (INR a * (2 / INR n)) * PI * Ci) with (Ci * RtoC t).
    - apply exp_i.
    - unfold PI, t; apply complex_equal; simpl; field; exact NZ. }
  assert (F : Cpow_nat (unity q) (n - a) = (cos t, (- sin t)%R)).
  { assert (P : Cpow_nat (unity q) a * Cpow_nat (unity q) (n - a) = RtoC 1)
      by (rewrite <- Cpow_nat_add; replace (a + (n - a))%nat with n by lia; exact T).
    assert (S : Cpow_nat (unity q) a * (cos t, (- sin t)%R) = RtoC 1).
    { rewrite E; pose proof (sin2_cos2 t) as Q; unfold Rsqr in Q; apply complex_equal; simpl; lra. }
    rewrite <- (Cinv_unique _ _ P); exact (Cinv_unique _ _ S). }
  rewrite E, F; unfold sine; fold t; apply complex_equal; simpl; ring.
Qed.

Definition half (n a : nat) : bool := (2 * a <? n)%nat.

Lemma sine_sign : forall n a, (0 < a)%nat -> (a < n)%nat -> (2 * a <> n)%nat ->
  if half n a then (0 < sine n a)%R else (sine n a < 0)%R.
Proof.
  intros n a A L D.
  assert (NP : (0 < INR n)%R) by (apply lt_0_INR; lia).
  assert (AP : (0 < INR a)%R) by (apply lt_0_INR; exact A).
  assert (LP : (INR a < INR n)%R) by (apply lt_INR; exact L).
  pose proof PI_RGT_0 as PI0.
  unfold half, sine; destruct (Nat.ltb_spec (2 * a) n) as [H|H].
  - assert (HP : (2 * INR a < INR n)%R) by (apply lt_INR in H; rewrite mult_INR in H; exact H).
    apply Rmult_lt_0_compat; [lra|]; apply sin_gt_0.
    + apply Rmult_lt_0_compat; [nra | apply Rinv_0_lt_compat; exact NP].
    + apply (Rmult_lt_reg_r (INR n)); [exact NP|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra.
  - assert (HP : (INR n < 2 * INR a)%R).
    { assert (H' : (n < 2 * a)%nat) by lia; apply lt_INR in H'; rewrite mult_INR in H'; exact H'. }
    assert (sin (2 * Rtrigo1.PI * INR a / INR n) < 0)%R; [|lra].
    apply sin_lt_0.
    + apply (Rmult_lt_reg_r (INR n)); [exact NP|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra.
    + apply (Rmult_lt_reg_r (INR n)); [exact NP|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra.
Qed.

(* i^m (-1)^k times a positive number, as m and k are counted modulo 4 and 2 *)
Fixpoint turns_of (n : nat) (l : list nat) : nat :=
  match l with [] => O | a :: r => ((if half n a then 1 else 3) + turns_of n r)%nat end.

Lemma differences_direction : forall n q l, of_order n q = true ->
  forallb (fun a => (0 <? a) && (a <? n) && negb (2 * a =? n))%nat l = true ->
  exists s, (0 < s)%R /\ multiplied_differences (unity q) n l = Cpow_nat Ci (turns_of n l) * RtoC s.
Proof.
  intros n q l H; induction l as [|a l IH]; intro B.
  - exists 1%R; split; [lra|]; change (RtoC 1 = RtoC 1 * RtoC 1); ring.
  - apply andb_prop in B; destruct B as [A B]; destruct (IH B) as (s & P & E).
    apply andb_prop in A; destruct A as [A D]; apply andb_prop in A; destruct A as [A L].
    apply Nat.ltb_lt in A; apply Nat.ltb_lt in L.
    assert (D' : (2 * a <> n)%nat) by (intro F; apply Nat.eqb_eq in F; rewrite F in D; discriminate).
    pose proof (sine_sign n a A L D') as S.
    change (multiplied_differences (unity q) n (a :: l))
      with ((Cpow_nat (unity q) a - Cpow_nat (unity q) (n - a)) * multiplied_differences (unity q) n l).
    rewrite (difference_is_sine n q a H) by lia; rewrite E.
    change (turns_of n (a :: l)) with ((if half n a then 1 else 3) + turns_of n l)%nat.
    rewrite Cpow_nat_add; destruct (half n a).
    + exists (sine n a * s)%R; split; [apply Rmult_lt_0_compat; assumption|].
      rewrite RtoC_mult; change (Cpow_nat Ci 1) with (Ci * RtoC 1); ring.
    + exists (- sine n a * s)%R; split; [apply Rmult_lt_0_compat; lra|].
      rewrite RtoC_mult, RtoC_opp; change (Cpow_nat Ci 3) with (Ci * (Ci * (Ci * RtoC 1))).
      transitivity (Ci * (Ci * Ci) * Cpow_nat Ci (turns_of n l) * (- RtoC (sine n a) * RtoC s)); [|ring].
      rewrite i_i; ring.
Qed.

Definition of_p (p : nat) : Z := if Nat.even (Nat.div2 p) then Z.of_nat p else (- Z.of_nat p)%Z.

Definition gauss_check (p : nat) (q : Q) : bool :=
  (of_order p q && Nat.odd p && (1 <? p)%nat
   && (Nat.eqb (turns_of p (odds p) mod 4) (if Nat.even (Nat.div2 p) then 0 else 1))
   && constant_list (sum_of (powers_of p (squares p)) (times (-1) (differences p (odds p))))
   && constant_list (sum_of (spread p (squares p) (powers_of p (squares p)))
                            (times (- of_p p) (power_of p 0))))%bool.

Lemma i_powers : forall n, Cpow_nat Ci n = Cpow_nat Ci (n mod 4).
Proof.
  intro n; rewrite (Nat.div_mod n 4) at 1 by lia; rewrite Cpow_nat_add, Cpow_nat_mult.
  replace (Cpow_nat Ci 4) with (RtoC 1) by (simpl; by_parts); rewrite Cpow_nat_1; ring.
Qed.

Definition direction (p : nat) : C := if Nat.even (Nat.div2 p) then RtoC 1 else Ci.

Theorem gauss_sum : forall p q, gauss_check p q = true ->
  total_powers (unity q) (squares p) = direction p * root 2 (RtoC (INR p)).
Proof.
  intros p q H; unfold gauss_check in H.
  apply andb_prop in H; destruct H as [H Q2]; apply andb_prop in H; destruct H as [H Q1].
  apply andb_prop in H; destruct H as [H Dir]; apply andb_prop in H; destruct H as [H One].
  apply andb_prop in H; destruct H as [O Odd]; apply Nat.ltb_lt in One; apply Nat.eqb_eq in Dir.
  set (z := unity q); set (G := total_powers z (squares p)).
  assert (N : (0 < p)%nat) by lia.
  assert (Z : Cpow_nat z p = RtoC 1) by apply (unity_turn p q O).
  assert (Z1 : z <> RtoC 1).
  { intro E; apply (unity_below p q 1 O ltac:(lia) One); simpl; fold z; rewrite E; ring. }
  assert (B : forallb (fun e => e <=? p)%nat (squares p) = true) by (apply squares_below; exact N).
  assert (D : forall a, In a (odds p) -> (0 < a)%nat /\ (a < p)%nat).
  { intros a I; apply in_map_iff in I; destruct I as (k & <- & I); apply in_seq in I.
    pose proof (Nat.div2_odd (Nat.pred p)) as E; destruct (Nat.odd (Nat.pred p)); simpl in E; lia. }
  assert (D1 : forallb (fun a => a <=? p)%nat (odds p) = true).
  { apply forallb_forall; intros a I; apply Nat.leb_le; destruct (D a I); lia. }
  assert (D2 : forallb (fun a => (0 <? a) && (a <? p) && negb (2 * a =? p))%nat (odds p) = true).
  { apply forallb_forall; intros a I; destruct (D a I) as [A L].
    apply Nat.ltb_lt in A; apply Nat.ltb_lt in L; rewrite A, L; simpl.
    destruct (Nat.eqb_spec (a + (a + 0)) p) as [F|F]; [|reflexivity].
    exfalso; apply Nat.odd_spec in Odd; destruct Odd as [m M]; lia. }
  (* G is the product of the differences *)
  apply (at_constant_list _ z) in Q1; rewrite at_sum, at_times, at_powers, at_differences in Q1 by assumption.
  rewrite (sum_of_length p), ones_zero in Q1
    by (assumption || (apply powers_length; exact N)
        || (rewrite times_length; apply differences_length; exact N)).
  destruct (differences_direction p q (odds p) O D2) as (s & P & E); fold z in E.
  rewrite i_powers, Dir in E; fold G in Q1.
  assert (GE : G = direction p * RtoC s).
  { transitivity (multiplied_differences z p (odds p)).
    - transitivity (G + IZR (-1) * multiplied_differences z p (odds p) + multiplied_differences z p (odds p)).
      + unfold IZR; rewrite minus_one; ring.
      + rewrite Q1; ring.
    - rewrite E; f_equal; unfold direction; destruct (Nat.even (Nat.div2 p)); simpl; ring. }
  (* its square is p or -p *)
  assert (PL : length (power_of p 0) = p) by (apply turned_length, one_length; exact N).
  assert (SL : forall es, length (spread p es (powers_of p (squares p))) = p).
  { induction es as [|e es IH]; [apply repeat_length|].
    apply sum_of_length; [apply turned_length, powers_length; exact N | exact IH]. }
  apply (at_constant_list _ z) in Q2.
  rewrite at_sum, at_times, at_spread, at_powers in Q2 by (assumption || (apply powers_length; exact N)).
  rewrite (sum_of_length p), ones_zero in Q2 by (assumption || apply SL || (rewrite times_length; exact PL)).
  assert (ONE : at_ (power_of p 0) z = RtoC 1).
  { unfold power_of; rewrite (at_turned p 0 _ z Z (one_length p N)), at_one by lia; simpl; ring. }
  rewrite ONE in Q2; fold G in Q2.
  assert (SQ : G * G = IZR (of_p p)).
  { transitivity (G * G + IZR (- of_p p) * RtoC 1 + IZR (of_p p)).
    - unfold IZR; rewrite opp_IZR, RtoC_opp; ring.
    - rewrite Q2; ring. }
  assert (S2 : (s * s = INR p)%R).
  { rewrite GE in SQ; unfold direction, of_p, IZR in SQ; rewrite INR_IZR_INZ.
    destruct (Nat.even (Nat.div2 p)).
    - apply RtoC_inj; rewrite RtoC_mult, <- SQ; ring.
    - rewrite opp_IZR, RtoC_opp in SQ; apply RtoC_inj; rewrite RtoC_mult.
      transitivity (- (Ci * RtoC s * (Ci * RtoC s))); [|rewrite SQ; ring].
      transitivity (- (Ci * Ci) * (RtoC s * RtoC s)); [rewrite i_i; ring | ring]. }
  rewrite GE; f_equal; unfold root; f_equal; symmetry; apply Analysis.root_unique; [reflexivity | lra|].
  simpl; exact S2.
Qed.

(* the same as it is written *)
Fixpoint written_powers (z : C) (es : list nat) : C :=
  match es with [] => number 0 | e :: r => powZ z (Z.of_nat e) + written_powers z r end.

Lemma written_powers_total : forall z es, written_powers z es = total_powers z es.
Proof.
  intros z es; induction es as [|e es IH]; [reflexivity|]; simpl.
  unfold powZ; rewrite CpowZ_of_nat, IH; reflexivity.
Qed.

Theorem gauss_sum_written : forall p q, gauss_check p q = true ->
  written_powers (unity q) (squares p) = direction p * root 2 (IZR (Z.of_nat p)).
Proof.
  intros p q H; rewrite written_powers_total, (gauss_sum p q H); unfold IZR; rewrite INR_IZR_INZ; reflexivity.
Qed.

Theorem gauss_sum_of_2 : root 2 (RtoC 2) = unity (1 # 4) + powZ (unity (1 # 4)) 7.
Proof.
  assert (U : unity (1 # 4) = ((/ sqrt 2)%R, (/ sqrt 2)%R)).
  { unfold unity; replace (number (1 # 4) * PI * Ci) with (Ci * RtoC (Rtrigo1.PI / 4)).
    - rewrite exp_i, cos_PI4, sin_PI4; apply complex_equal; simpl; field; apply Rgt_not_eq, sqrt_lt_R0; lra.
    - unfold PI, number; apply complex_equal; simpl; unfold Identities.number; simpl; field. }
  assert (S : (0 < sqrt 2)%R) by (apply sqrt_lt_R0; lra).
  assert (T : (sqrt 2 * sqrt 2 = 2)%R) by (apply sqrt_sqrt; lra).
  assert (I : (/ sqrt 2 * / sqrt 2 = 1 / 2)%R) by (rewrite <- Rinv_mult, T; field).
  assert (Q : unity (1 # 4) * unity (1 # 4) = Ci) by (rewrite U; apply complex_equal; simpl; lra).
  assert (V : powZ (unity (1 # 4)) 7 = RtoC (-1) * Ci * unity (1 # 4)).
  { unfold powZ; simpl; transitivity ((unity (1 # 4) * unity (1 # 4)) * (unity (1 # 4) * unity (1 # 4))
                                      * (unity (1 # 4) * unity (1 # 4)) * unity (1 # 4)); [ring|].
    rewrite Q, i_i, minus_one; ring. }
  rewrite V, U; unfold root; replace (Analysis.root 2 (Re (RtoC 2))) with (sqrt 2).
  - apply complex_equal; simpl; [|ring].
    apply (Rmult_eq_reg_r (/ sqrt 2)); [|apply Rinv_neq_0_compat; lra].
    rewrite Rinv_r by lra; ring_simplify; simpl; rewrite ?Rmult_1_r; lra.
  - symmetry; apply Analysis.root_unique; [reflexivity | lra | simpl; rewrite ?Rmult_1_r; exact T].
Qed.
