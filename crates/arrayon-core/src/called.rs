//! When something counts as found.

/// Whether an adjusted p-value (or false discovery rate) counts as found at a rate: it does not
/// exceed it. Not-a-number is never found.
///
/// Every count, file and figure uses this rule. It is that of limma's `topTable`; limma's
/// `decideTests` leaves out what lies exactly at the rate.
///
/// ```
/// assert!(arrayon_core::called_at(0.05, 0.05));
/// assert!(!arrayon_core::called_at(f64::NAN, 0.05));
/// ```
pub fn called_at(adjusted_p: f64, rate: f64) -> bool {
    adjusted_p <= rate
}
