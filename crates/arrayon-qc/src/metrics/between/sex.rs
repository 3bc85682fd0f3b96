//! Whether the genes of the sexes agree with the sample sheet.

use super::{Limit, SetMetric, Values};
use crate::sex::Sex;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "sex_disagreement",
    rule: "Xist and the genes of the Y chromosome show the sex that the sample sheet states (0 agrees, \
           1 does not)",
    source: "ours",
    fewest_arrays: 2,
    values: |measured| match measured.compared.sex {
        None => Values::Absent,
        Some(sex) => match &sex.not_applicable {
            Some(why) => Values::NotApplicable(why.clone()),
            None => Values::Of(sex.disagreements()),
        },
    },
    limit: |_| Limit::AtMost(0.0),
    failure: None,
    reason: |finding| {
        let sex = finding.measured.compared.sex;
        let shown = sex.and_then(|sex| *sex.shown.get(finding.array)?);
        let (shown, stated) = match shown {
            Some(Sex::Female) => ("female", "male"),
            _ => ("male", "female"),
        };
        format!(
            "the sheet calls it {stated}, its Xist and Y genes are those of a {shown}: samples may \
             have been exchanged"
        )
    },
};
