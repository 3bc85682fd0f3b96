//! The colour of each group.

use plotters::style::RGBColor;

/// Okabe and Ito's colours, black left out: branches of several groups are grey.
const PALETTE: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(148, 103, 70),
    RGBColor(120, 94, 240),
];

/// Where no one group has a say.
pub(crate) const NO_GROUP: RGBColor = RGBColor(90, 90, 90);

/// The groups of the samples, in order of first appearance, each with a colour.
pub(crate) struct Groups<'a> {
    pub(crate) names: Vec<&'a str>,
    of_sample: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// `levels` holds one group a sample; none where nothing is known of groups.
    pub(crate) fn new(levels: &'a [String]) -> Self {
        let mut names: Vec<&str> = Vec::new();
        let of_sample = (levels.iter())
            .map(|level| {
                let known = names.iter().position(|name| name == level);
                known.unwrap_or_else(|| {
                    names.push(level);
                    names.len() - 1
                })
            })
            .collect();
        Self { names, of_sample }
    }

    /// The group of a sample by its number.
    pub(crate) fn of(&self, sample: usize) -> Option<usize> {
        self.of_sample.get(sample).copied()
    }

    /// The colour of a group.
    pub(crate) fn colour(group: Option<usize>) -> RGBColor {
        group.map_or(NO_GROUP, |group| PALETTE[group % PALETTE.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_their_colour() {
        let levels = ["b", "a", "b"].map(String::from);
        let groups = Groups::new(&levels);
        assert_eq!(groups.names, ["b", "a"]);
        assert_eq!(groups.of(2), Some(0));
        assert_eq!(groups.of(3), None);
        assert_eq!(Groups::colour(None), NO_GROUP);
        assert_ne!(Groups::colour(Some(0)), Groups::colour(Some(1)));
    }
}
