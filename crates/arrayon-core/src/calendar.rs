//! Days of the calendar.

/// Year, month and day of a number of days since 1970.
///
/// # Examples
/// ```
/// use arrayon_core::calendar::civil;
/// assert_eq!(civil(0), (1970, 1, 1));
/// assert_eq!(civil(11_016), (2000, 2, 29));
/// assert_eq!(civil(-25_567), (1900, 1, 1));
/// ```
///
/// # Source
/// The proleptic Gregorian calendar, counted in eras of 400 years from the first of March.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
