//! Numbers and dates as people typed them.

use arrayon_core::calendar::civil;

/// The shortest text of a number that means the same; as it stands where it is none.
pub(crate) fn as_typed(text: &str) -> String {
    match text.trim().parse::<f64>() {
        // -0 is written by nobody
        Ok(number) if number.is_finite() => format!("{}", number + 0.0),
        _ => text.trim().to_owned(),
    }
}

/// What a format of numbers shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Number,
    /// A date, with or without the time of day, which is shown where it is not midnight.
    Date,
    /// A time of day alone.
    Time,
}

/// What a built-in format of Excel shows.
pub(crate) fn built_in(id: usize) -> Shows {
    match id {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Shows::Date,
        18..=21 | 32 | 33 | 45..=47 | 55 | 56 => Shows::Time,
        _ => Shows::Number,
    }
}

/// What a format shows by its code, such as `yyyy\-mm\-dd` or `0.00 "mg"`: letters between quotes,
/// behind a backslash or between brackets, of colours and languages, do not count.
pub(crate) fn of_code(code: &str) -> Shows {
    let (mut has_date, mut has_time, mut has_months) = (false, false, false);
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.by_ref().find(|&one| one == '"')),
            '[' => {
                let within: String = letters.by_ref().take_while(|&one| one != ']').collect();
                let within = within.to_ascii_lowercase();
                // [h] counts hours beyond a day
                let is_time =
                    |unit: char| !within.is_empty() && within.chars().all(|one| one == unit);
                has_time |= ['h', 'm', 's'].into_iter().any(is_time);
            }
            'y' | 'd' => has_date = true,
            'h' | 's' => has_time = true,
            'm' => has_months = true,
            // of the sections for negative numbers and texts nothing more is learnt
            ';' => break,
            'g' if code.eq_ignore_ascii_case("general") => return Shows::Number,
            _ => {}
        }
    }
    match (has_date, has_time, has_months) {
        (true, ..) | (false, false, true) => Shows::Date,
        (false, true, _) => Shows::Time,
        _ => Shows::Number,
    }
}

/// A date and time out of the number of days that a spreadsheet counts; as a number where it is no
/// date that spreadsheets know.
pub(crate) fn date(text: &str, shows: Shows, since_1904: bool) -> String {
    let Ok(serial) = text.trim().parse::<f64>() else {
        return text.trim().to_owned();
    };
    // the last day of the year 9999
    if !(0.0..2_958_466.0).contains(&serial) {
        return as_typed(text);
    }
    let seconds = (serial * 86_400.0).round();
    // in range, as checked
    let (days, of_day) = ((seconds / 86_400.0).floor() as i64, seconds % 86_400.0);
    let of_day = of_day as u32;
    let time = format!(
        "{:02}:{:02}:{:02}",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    );
    if shows == Shows::Time && days == 0 {
        return time;
    }
    // Excel believes that 1900 had a 29th of February, its day 60
    let days = match (since_1904, days) {
        (true, days) => days + 1462,
        (false, ..60) => days + 1,
        (false, days) => days,
    };
    let (year, month, day) = civil(days - 25_569);
    match of_day {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_shortest_that_mean_the_same() {
        for (stored, typed) in [
            ("0.28999999999999998", "0.29"),
            ("3", "3"),
            ("3.0", "3"),
            ("-0", "0"),
            ("1E-3", "0.001"),
            ("1.5E+3", "1500"),
            ("12345678901", "12345678901"),
            ("x", "x"),
        ] {
            assert_eq!(as_typed(stored), typed);
        }
    }

    #[test]
    fn formats_show_dates_times_or_numbers() {
        for (code, shows) in [
            ("yyyy\\-mm\\-dd", Shows::Date),
            ("[$-407]d/m/yyyy;@", Shows::Date),
            ("mmm", Shows::Date),
            ("h:mm AM/PM", Shows::Time),
            ("[h]:mm", Shows::Time),
            ("0.00 \"mg per day\"", Shows::Number),
            ("0.0\\d", Shows::Number),
            ("[Red]0.0", Shows::Number),
            ("General", Shows::Number),
            ("0%", Shows::Number),
        ] {
            assert_eq!(of_code(code), shows, "{code}");
        }
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        for (serial, since_1904, expected) in [
            ("45356", false, "2024-03-05"),
            ("45356.604166666664", false, "2024-03-05 14:30:00"),
            ("43894", true, "2024-03-05"),
            ("1", false, "1900-01-01"),
            ("59", false, "1900-02-28"),
            ("61", false, "1900-03-01"),
            ("2958465", false, "9999-12-31"),
            ("-3", false, "-3"),
            ("x", false, "x"),
        ] {
            assert_eq!(date(serial, Shows::Date, since_1904), expected, "{serial}");
        }
        assert_eq!(date("0.5", Shows::Time, false), "12:00:00");
    }
}
