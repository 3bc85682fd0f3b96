//! Times as ISO 8601 writes them.

const DAY: u64 = 86_400;

/// The day of a time in seconds since 1970-01-01 UTC: `2026-11-30`.
pub(super) fn day(unix_seconds: u64) -> String {
    let (year, month, day) = civil(unix_seconds / DAY);
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

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // years begin with March here, so that leap days end them; 146,097 days are 400 years
    let days = days.min(4_000_000) + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = 400 * era + year + u64::from(month <= 2);
    (year, month, day)
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
