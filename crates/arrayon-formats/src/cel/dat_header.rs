//! The scanner's line of text (`DatHeader`), from which chip type and scan date are taken.

/// Follows the chip type in the line.
const CHIP_MARK: &str = ".1sq";

/// The chip type: the word before `.1sq`.
pub(super) fn chip_type(dat_header: &str) -> Option<&str> {
    let end = dat_header.find(CHIP_MARK)?;
    let before = &dat_header[..end];
    let start = before
        .rfind(|letter: char| letter.is_whitespace() || letter.is_control())
        .map_or(0, |space| {
            space + before[space..].chars().next().map_or(0, char::len_utf8)
        });
    (start < end).then(|| &before[start..])
}

/// The scan date as ISO 8601: the line holds it as `MM/DD/YY HH:MM:SS`. Years of two digits are
/// those from 1980 to 2079; a blank in place of a nought (`02/25/ 0`) is a nought.
pub(super) fn scan_date(dat_header: &str) -> Option<String> {
    dat_header.as_bytes().windows(17).find_map(date_and_time)
}

fn date_and_time(text: &[u8]) -> Option<String> {
    let separators = [(2, b'/'), (5, b'/'), (8, b' '), (11, b':'), (14, b':')];
    if separators
        .iter()
        .any(|&(at, separator)| text[at] != separator)
    {
        return None;
    }
    let [month, day, year] = [0, 3, 6].map(|at| two_digits(&text[at..at + 2]));
    let [hour, minute, second] = [9, 12, 15].map(|at| two_digits(&text[at..at + 2]));
    let (month, day, year) = (month?, day?, year?);
    let (hour, minute, second) = (hour?, minute?, second?);
    let century = if year < 80 { 2000 } else { 1900 };
    let plausible = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    plausible.then(|| {
        let year = century + year;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    })
}

fn two_digits(text: &[u8]) -> Option<u32> {
    let digit = |byte: u8| match byte {
        b' ' => Some(0),
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        _ => None,
    };
    Some(digit(text[0])? * 10 + digit(text[1])?)
}

/// The line to write: the array's own where it agrees with chip type and date, else a new one.
pub(super) fn line_to_write(dat_header: &str, chip: &str, date: Option<&str>) -> String {
    let agrees = chip_type(dat_header) == Some(chip)
        && (date.is_none() || scan_date(dat_header).as_deref() == date)
        && !dat_header.contains(['\n', '\r']);
    if agrees {
        return dat_header.to_owned();
    }
    let date = date.and_then(american_date).unwrap_or_default();
    format!(
        "[0..65535]  array:CLS=0 RWS=0 XIN=0  YIN=0  VE=0         0   {date}    \u{14}  \u{14} \
         {chip}{CHIP_MARK} \u{14}  \u{14}  \u{14}  \u{14}  \u{14}"
    )
}

/// `2001-08-24T15:28:22` as `08/24/01 15:28:22`; a zone after it is dropped.
fn american_date(iso: &str) -> Option<String> {
    let text = iso.as_bytes();
    let shape = (text.len() >= 19) && text.is_ascii() && text[4] == b'-' && text[10] == b'T';
    shape.then(|| {
        let (year, month, day, time) = (&iso[2..4], &iso[5..7], &iso[8..10], &iso[11..19]);
        format!("{month}/{day}/{year} {time}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAS5: &str = "[0..46160]  IK-1-HGU95A:CLS=4733 RWS=4733 XIN=3  YIN=3  VE=17        2.0 \
                        08/24/01 15:28:22    \u{14}  \u{14} HG_U95Av2.1sq \u{14}  \u{14}";

    #[test]
    fn chip_type_and_date_are_found() {
        assert_eq!(chip_type(MAS5), Some("HG_U95Av2"));
        assert_eq!(scan_date(MAS5).as_deref(), Some("2001-08-24T15:28:22"));
        assert_eq!(
            scan_date("2.0 02/25/ 0 10:35:25 ").as_deref(),
            Some("2000-02-25T10:35:25")
        );
        assert_eq!(
            scan_date("06/24/99 19:34:55").as_deref(),
            Some("1999-06-24T19:34:55")
        );
    }

    #[test]
    fn absent_or_impossible_facts_are_none() {
        assert_eq!(chip_type("nothing"), None);
        assert_eq!(chip_type(" .1sq"), None);
        assert_eq!(scan_date("13/24/01 15:28:22"), None);
        assert_eq!(scan_date("08/24/01 25:28:22"), None);
        assert_eq!(scan_date("short"), None);
    }

    #[test]
    fn a_written_line_gives_chip_and_date_back() {
        let date = Some("2001-08-24T15:28:22");
        assert_eq!(line_to_write(MAS5, "HG_U95Av2", date), MAS5);
        let new = line_to_write("", "Clariom_S_Rat", date);
        assert_eq!(chip_type(&new), Some("Clariom_S_Rat"));
        assert_eq!(scan_date(&new).as_deref(), date);
        let undated = line_to_write("", "X", None);
        assert_eq!(scan_date(&undated), None);
    }
}
