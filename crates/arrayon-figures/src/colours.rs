//! The colour and mark of each group, the same in every figure of a study.

use arrayon_cluster::Clusters;
use plotters::style::RGBColor;

/// Okabe and Ito's colours, black and yellow left out: branches of several groups are grey, and
/// yellow is lost on white.
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

/// How many colours there are; groups beyond repeat them with other marks.
pub(crate) const N_COLOURS: usize = PALETTE.len();

/// Where no one group has a say.
pub(crate) const NO_GROUP: RGBColor = RGBColor(90, 90, 90);

/// The shape that marks a group in addition to its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

const MARKS: [Mark; 4] = [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond];

/// How many groups differ in colour or mark.
pub(crate) const N_DISTINCT: usize = N_COLOURS * MARKS.len();

/// The levels of each variable in the order of the sheet: their places are their colours.
///
/// # Examples
/// ```
/// let palette = arrayon_figures::Palette::default();
/// assert_eq!(palette, arrayon_figures::Palette::of(&[]));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Palette {
    variables: Vec<(String, Vec<String>)>,
}

impl Palette {
    /// From all trees of a study, that of all samples first, whose samples are in the order of
    /// the sheet: a level has the colour of its place, in whatever tree it stands.
    pub fn of<'a>(trees: impl IntoIterator<Item = &'a Clusters>) -> Self {
        let mut palette = Self::default();
        for tree in trees {
            for verdict in &tree.group_verdicts {
                palette.add(&verdict.variable, &verdict.levels);
            }
        }
        palette
    }

    fn add(&mut self, variable: &str, levels: &[String]) {
        let known = (self.variables.iter()).position(|(name, _)| name == variable);
        let at = known.unwrap_or_else(|| {
            self.variables.push((variable.to_owned(), Vec::new()));
            self.variables.len() - 1
        });
        let names = &mut self.variables[at].1;
        let mut seen: std::collections::BTreeSet<String> = names.iter().cloned().collect();
        for level in levels {
            if seen.insert(level.clone()) {
                names.push(level.clone());
            }
        }
    }
}

/// The groups of the samples of a figure, each with its place in the palette.
pub(crate) struct Groups {
    /// Those of these samples, by their places.
    pub(crate) present: Vec<(usize, String)>,
    of_sample: Vec<usize>,
}

impl Groups {
    /// `levels` holds one group a sample; none where nothing is known of groups.
    pub(crate) fn new(palette: &Palette, grouping: Option<(&str, &[String])>) -> Self {
        let Some((variable, levels)) = grouping else {
            return Self {
                present: Vec::new(),
                of_sample: Vec::new(),
            };
        };
        let mut palette = palette.clone();
        palette.add(variable, levels);
        let known = palette.variables.into_iter();
        let mut found = known.filter(|(name, _)| name == variable);
        let names = found.next().map_or(Vec::new(), |(_, names)| names);
        let places: std::collections::BTreeMap<&str, usize> = (names.iter().enumerate())
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        let of_sample: Vec<usize> = levels.iter().map(|level| places[level.as_str()]).collect();
        let mut is_present = vec![false; names.len()];
        of_sample.iter().for_each(|&place| is_present[place] = true);
        let present = names.into_iter().enumerate();
        Self {
            present: present.filter(|&(at, _)| is_present[at]).collect(),
            of_sample,
        }
    }

    /// The group of a sample by its number.
    pub(crate) fn of(&self, sample: usize) -> Option<usize> {
        self.of_sample.get(sample).copied()
    }

    /// What a legend has to say where colours and marks do not suffice.
    pub(crate) fn note(&self) -> Option<String> {
        let last = self.present.last().map_or(0, |&(place, _)| place);
        (last >= N_DISTINCT).then(|| format!("colours and marks repeat after {N_DISTINCT} groups"))
    }

    /// The colour of a group.
    pub(crate) fn colour(group: Option<usize>) -> RGBColor {
        group.map_or(NO_GROUP, |group| PALETTE[group % N_COLOURS])
    }

    /// The mark of a group: neighbours differ in both, and those of one colour in their marks.
    pub(crate) fn mark(group: Option<usize>) -> Mark {
        group.map_or(Mark::Circle, |group| {
            MARKS[(group % N_COLOURS + group / N_COLOURS) % MARKS.len()]
        })
    }
}

/// Black or white, whichever is read better on a ground.
pub(crate) fn ink_on(ground: RGBColor) -> RGBColor {
    let [black, white] = [RGBColor(0, 0, 0), RGBColor(255, 255, 255)];
    match contrast(black, ground) >= contrast(white, ground) {
        true => black,
        false => white,
    }
}

/// The ratio of contrast of two colours, from 1 to 21.
///
/// # Source
/// Web Content Accessibility Guidelines 2.1, which ask for 4.5 between text and its ground.
pub(crate) fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        match part <= 0.04045 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        }
    };
    let light = |colour: RGBColor| {
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2) + 0.05
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn groups_keep_their_colour_in_every_figure() {
        let mut palette = Palette::default();
        palette.add("diet", &names(&["control", "Mg", "control", "Zn", "Ca"]));
        let all = names(&["control", "Mg", "Zn", "Ca"]);
        let all = Groups::new(&palette, Some(("diet", &all)));
        let some = names(&["Ca", "Mg"]);
        let some = Groups::new(&palette, Some(("diet", &some)));
        assert_eq!(some.of(0), all.of(3));
        assert_eq!(some.of(1), all.of(1));
        assert_eq!(some.present, [(1, "Mg".to_owned()), (3, "Ca".to_owned())]);
        assert_eq!(some.of(2), None);
        // another variable begins anew, and so does one that is not known
        let other = names(&["Ca"]);
        assert_eq!(Groups::new(&palette, Some(("sex", &other))).of(0), Some(0));
        assert!(Groups::new(&palette, None).present.is_empty());
        assert_eq!(Groups::colour(None), NO_GROUP);
    }

    #[test]
    fn no_two_of_many_groups_look_the_same() {
        for one in 0..N_DISTINCT {
            for other in 0..one {
                let look = |group| (Groups::colour(Some(group)), Groups::mark(Some(group)));
                assert_ne!(look(one), look(other), "{one} {other}");
            }
        }
        let many: Vec<String> = (0..=N_DISTINCT).map(|at| at.to_string()).collect();
        let groups = |n| Groups::new(&Palette::default(), Some(("x", &many[..n])));
        assert!(groups(N_DISTINCT).note().is_none());
        assert!(groups(N_DISTINCT + 1).note().is_some());
    }

    #[test]
    fn text_is_read_on_its_ground() {
        let white = RGBColor(255, 255, 255);
        assert!((contrast(RGBColor(0, 0, 0), white) - 21.0).abs() < 1e-9);
        for text in crate::frame::TEXT_COLOURS {
            assert!(contrast(text, white) >= 4.5, "{text:?}");
        }
        for ground in PALETTE.into_iter().chain([NO_GROUP]) {
            assert!(contrast(ink_on(ground), ground) >= 4.5, "{ground:?}");
        }
    }
}
