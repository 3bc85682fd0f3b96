//! Round numbers along an axis.

/// The round numbers from `least` to `most`, about `wanted` of them: multiples of 1, 2 or 5 times a
/// power of ten, each as text with the digits that tell them apart.
pub(crate) fn ticks(least: f64, most: f64, wanted: usize) -> Vec<(f64, String)> {
    let range = most - least;
    if !(range.is_finite() && range > 0.0) {
        return vec![(least, number(least, 2))];
    }
    let rough = range / wanted.max(1) as f64;
    let power = rough.log10().floor();
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|digit| digit * 10_f64.powf(power))
        .into_iter()
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(rough);
    // 10 of a power are one digit less.
    let power = (step.log10() + 1e-9).floor();
    let n_digits = usize::try_from(-power as i64).unwrap_or(0).min(15);
    let first = (least / step - 1e-9).ceil();
    let last = (most / step + 1e-9).floor();
    let n_steps = (last - first).max(0.0) as usize;
    (0..=n_steps)
        .map(|at| {
            let value = (first + at as f64) * step;
            (value, number(value, n_digits))
        })
        .collect()
}

fn number(value: f64, n_digits: usize) -> String {
    if value.abs() >= 1e6 || (value != 0.0 && value.abs() < 1e-5) {
        return format!("{value:.3e}");
    }
    // no minus before what is 0
    let value = if value == 0.0 { 0.0 } else { value };
    format!("{value:.n_digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let texts = |least, most, wanted| -> Vec<String> {
            let ticks = ticks(least, most, wanted).into_iter();
            ticks.map(|(_, text)| text).collect()
        };
        assert_eq!(
            texts(0.0, 0.0456, 5),
            ["0.00", "0.01", "0.02", "0.03", "0.04"]
        );
        assert_eq!(texts(0.0, 60.0, 5), ["0", "20", "40", "60"]);
        assert_eq!(texts(-7.3, 9.1, 5), ["-5", "0", "5"]);
        assert_eq!(
            texts(0.0, 1.0, 5),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(texts(3.0, 3.0, 5), ["3.00"]);
        assert!(texts(0.0, 3e-9, 5).len() > 2);
        for (least, most) in [(0.0, 0.7), (-1e-3, 2e-3), (100.0, 1e5)] {
            let found = ticks(least, most, 5);
            assert!((2..=8).contains(&found.len()), "{found:?}");
            assert!(
                found
                    .iter()
                    .all(|(value, _)| (least..=most).contains(value))
            );
        }
    }
}
