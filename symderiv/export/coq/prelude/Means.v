(* Means of complex numbers: of the real and of the imaginary part. *)

From Coq Require Import Reals ZArith QArith List Lra Lia Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis Elementary Complex.
Import ListNotations.
Open Scope R_scope.
Open Scope C_scope.

Definition mean_of (Omega : Type) (E : (Omega -> R) -> R) (X : Omega -> C) : C :=
  (E (fun w => Re (X w)), E (fun w => Im (X w))).

Section Means.
  Variables (Omega : Type) (E : (Omega -> R) -> R).
  Hypothesis mean : expectation Omega E.

  Lemma mean_of_none : forall X : Omega -> R, (forall w, X w = 0%R) -> E X = 0%R.
  Proof.
    intros X H; rewrite (Sums.under_mean_eq Omega E mean X (fun _ => 0%R) H).
    apply (Sums.mean_constant Omega E mean).
  Qed.

  Lemma mean_two : forall X Y : Omega -> R, E (fun w => X w + Y w)%R = (E X + E Y)%R.
  Proof. destruct mean as (A & _); exact A. Qed.

  Lemma mean_times : forall c (X : Omega -> R), E (fun w => c * X w)%R = (c * E X)%R.
  Proof. destruct mean as (_ & M & _); exact M. Qed.

  Theorem under_mean_eq : forall X Y, (forall w, X w = Y w) -> mean_of Omega E X = mean_of Omega E Y.
  Proof.
    intros X Y H; apply complex_equal; apply (Sums.under_mean_eq Omega E mean); intro w; rewrite (H w); reflexivity.
  Qed.

  Lemma real_mean : forall X, (forall w, is_real (X w)) -> is_real (mean_of Omega E X).
  Proof. intros X H; apply mean_of_none; exact H. Qed.

  Theorem under_mean_le : forall X Y, (forall w, X w <= Y w) -> mean_of Omega E X <= mean_of Omega E Y.
  Proof.
    intros X Y H; repeat split; [apply real_mean | apply real_mean |]; try (intro w; apply (H w)).
    apply (Sums.under_mean_le Omega E mean); intro w; apply (H w).
  Qed.

  Theorem mean_factor : forall c X, mean_of Omega E (fun w => c * X w) = c * mean_of Omega E X.
  Proof.
    intros [a b] X; apply complex_equal; simpl.
    - rewrite (Sums.under_mean_eq Omega E mean _ (fun w => a * Re (X w) + -b * Im (X w))%R)
        by (intro w; unfold Re, Im; ring).
      rewrite mean_two, !mean_times; unfold Re, Im; ring.
    - rewrite (Sums.under_mean_eq Omega E mean _ (fun w => a * Im (X w) + b * Re (X w))%R)
        by (intro w; unfold Re, Im; ring).
      rewrite mean_two, !mean_times; unfold Re, Im; ring.
  Qed.

  Theorem mean_constant : forall c, mean_of Omega E (fun _ => c) = c.
  Proof. intros [a b]; apply complex_equal; simpl; apply (Sums.mean_constant Omega E mean). Qed.

  Lemma mean_plus : forall X Y, mean_of Omega E (fun w => X w + Y w) = mean_of Omega E X + mean_of Omega E Y.
  Proof. intros X Y; apply complex_equal; simpl; apply mean_two. Qed.

  Theorem mean_add : forall Xs : list (Omega -> C),
    mean_of Omega E (fun w => total (map (fun X => X w) Xs)) = total (map (mean_of Omega E) Xs).
  Proof.
    intro Xs; induction Xs as [|X Xs IH]; [exact (mean_constant (RtoC 0))|].
    rewrite map_cons, total_cons, <- IH, <- mean_plus; apply under_mean_eq; intro w.
    rewrite map_cons; apply total_cons.
  Qed.

  Theorem mean_sum : forall lo hi (X : Z -> Omega -> C),
    mean_of Omega E (fun w => sum lo hi (fun v => X v w)) = sum lo hi (fun v => mean_of Omega E (X v)).
  Proof.
    intros lo hi X; unfold sum; generalize (Z.to_nat (hi - lo + 1)) as n; intro n; revert lo.
    induction n as [|n IH]; intro lo; [exact (mean_constant (RtoC 0))|].
    change (mean_of Omega E (fun w => X lo w + sum_from (lo + 1) n (fun v => X v w))
            = mean_of Omega E (X lo) + sum_from (lo + 1) n (fun v => mean_of Omega E (X v))).
    rewrite <- IH; apply mean_plus.
  Qed.
End Means.
