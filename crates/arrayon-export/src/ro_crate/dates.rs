//! Times as ISO 8601 writes them.

use arrayon_core::calendar::civil;

const DAY: u64 = 86_400;

/// Later days, of the year 12921 on, are this one: no clock shows them.
const LAST: u64 = 4_000_000;

/// The day of a time in seconds since 1970-01-01 UTC: `2026-11-30`.
pub(super) fn day(unix_seconds: u64) -> String {
    let (year, month, day) = civil((unix_seconds / DAY).min(LAST) as i64);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The time with its day: `2026-11-30T07:42:00+00:00`.
pub(super) fn time(unix_seconds: u64) -> String {
    let of_day = unix_seconds % DAY;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!(
        "{}T{hour:02}:{minute:02}:{second:02}+00:00",
        day(unix_seconds)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00+00:00"),
            (951_782_399, "2000-02-28T23:59:59+00:00"),
            (951_782_400, "2000-02-29T00:00:00+00:00"),
            (1_796_024_520, "2026-11-30T07:42:00+00:00"),
            (4_107_542_400, "2100-03-01T00:00:00+00:00"),
        ] {
            assert_eq!(time(seconds), text);
        }
        assert!(day(u64::MAX).len() > 9);
    }
}
