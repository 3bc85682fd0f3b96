//! Verdicts on themes in words.

use crate::document::{
    KeyGeneEvidence, LeadingGene, ListAnswer, ListEvidence, ListVerdict, OwnGenes, SharedGenes,
    ThemeCompetition, ThemeFinding, ThemeVerdict,
};
use arrayon_core::{Direction, called_at};
use arrayon_results::ThemeOutcome;

/// A theme of which nothing is measured.
pub(crate) fn untestable(name: &str, reason: &str) -> String {
    format!("{name} cannot be tested: {reason}")
}

/// One plain sentence for a list's verdict on a theme; p-values are adjusted over `n_tests` tests.
pub(crate) fn of_list(
    one: &ThemeVerdict,
    direction: Direction,
    n_tests: usize,
    alpha: f64,
) -> String {
    let name = &one.name;
    let head = match one.verdict {
        ListVerdict::NotTestable => {
            let reason = one.reason.as_deref().unwrap_or_default();
            return format!("{name} cannot be tested among the genes {direction}: {reason}");
        }
        ListVerdict::Enriched => format!("{name} is over-represented"),
        ListVerdict::NoEvidence => format!("no evidence that {name} is over-represented"),
    };
    format!(
        "{head} among the genes {direction}: {} of {} listed genes lie in it where {:.1} are \
         expected by chance (EASE p {}, {} adjusted for {})",
        one.n_overlap,
        one.n_list,
        known(one.expected),
        short(known(one.ease_p_value), alpha),
        short(known(one.ease_adj_p_value), alpha),
        tests(n_tests)
    )
}

/// The verdict on a theme in one line, for those who read on where it matters to them.
pub(crate) fn headline(one: &ThemeFinding, alpha: f64) -> String {
    if one.verdict == ThemeOutcome::NotTestable {
        return untestable(&one.name, one.reason.as_deref().unwrap_or_default());
    }
    let lists = called(one).into_iter().map(|(direction, list)| {
        let (n_overlap, n_list) = match &list.own {
            None => (list.n_overlap, list.n_list),
            Some(own) => (own.n_overlap, own.n_list),
        };
        let expected = list.own.as_ref().map_or(known(list.expected), |own| own.expected);
        let without = match &list.own {
            None => String::new(),
            Some(_) => format!(" without those of {}", names(&list.shared_with)),
        };
        let p = short(known(list.adj_p_value), alpha);
        format!(
            "{n_overlap} of {n_list} genes {direction}{without}, {expected:.1} expected (adjusted p \
             {p})"
        )
    });
    let lists: Vec<String> = lists.collect();
    // where one list calls it, the other direction is that of the whole
    let whole = (one.competitive.as_ref())
        .filter(|_| one.verdict == ThemeOutcome::BothDirections && lists.len() == 1)
        .map(|whole| features(whole, one.verdict, alpha));
    let led = led_by(&one.leading_genes, 3).filter(|_| one.verdict.is_change());
    let evidence: Vec<String> = lists.into_iter().chain(whole).chain(led).collect();
    match evidence.len() {
        0 => head(one),
        _ => format!("{}: {}", head(one), evidence.join("; ")),
    }
}

/// What is said of a testable theme.
fn head(one: &ThemeFinding) -> String {
    let name = &one.name;
    match one.verdict {
        ThemeOutcome::Up => format!("{name} goes up{}", expected(one)),
        ThemeOutcome::Down => format!("{name} goes down{}", expected(one)),
        ThemeOutcome::Part => {
            let direction = one.direction.unwrap_or(Direction::Up);
            format!("part of {name} goes {direction}{}", expected(one))
        }
        ThemeOutcome::BothDirections => format!("{name} changes in both directions"),
        ThemeOutcome::NoEvidence | ThemeOutcome::NotTestable => {
            format!("no evidence that {name} changes{}", beyond(one))
        }
    }
}

/// The lists that call a theme.
fn called(one: &ThemeFinding) -> Vec<(Direction, &ListEvidence)> {
    let is_called = |(_, list): &(Direction, &ListEvidence)| list.answer == ListAnswer::Called;
    lists(one).into_iter().filter(is_called).collect()
}

/// One plain sentence for the verdict on a theme; p-values are adjusted over `n_tests` tests.
pub(crate) fn of_theme(one: &ThemeFinding, n_tests: usize, alpha: f64) -> String {
    if one.verdict == ThemeOutcome::NotTestable {
        let reason = untestable(&one.name, one.reason.as_deref().unwrap_or_default());
        return join([reason].into_iter().chain(reach(one)));
    }
    let head = head(one);
    let said = match one.verdict {
        ThemeOutcome::NoEvidence => lists(one).to_vec(),
        _ => called(one),
    };
    let mut parts = vec![join(
        said.into_iter()
            .map(|(direction, one)| list(one, direction, alpha)),
    )];
    parts.extend((one.competitive.as_ref()).map(|whole| features(whole, one.verdict, alpha)));
    if one.verdict.is_change() {
        parts.extend(led_by(&one.leading_genes, 5));
    }
    parts.extend(key_genes(one));
    parts.push(format!(
        "{} of its {} genes are measured",
        one.n_genes_tested, one.n_theme
    ));
    if !one.verdict.is_change() {
        parts.extend(reach(one));
    }
    parts.push(format!("p of lists adjusted over {}", tests(n_tests)));
    format!("{head}: {}", parts.join("; "))
}

fn lists(one: &ThemeFinding) -> [(Direction, &ListEvidence); 2] {
    [
        (Direction::Up, &one.list_up),
        (Direction::Down, &one.list_down),
    ]
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

fn tests(n: usize) -> String {
    if n == 1 {
        "1 test".to_owned()
    } else {
        format!("{n} tests")
    }
}

/// By which themes a theme is explained that has no evidence of its own.
fn beyond(one: &ThemeFinding) -> String {
    let explained = lists(one).into_iter().map(|(_, list)| list);
    let mut names: Vec<&str> = explained
        .filter(|list| list.answer == ListAnswer::Explained)
        .flat_map(|list| list.shared_with.iter().map(|shared| &shared.name[..]))
        .collect();
    names.dedup();
    match names.len() {
        0 => String::new(),
        1 => format!(" beyond what {} explains", names[0]),
        _ => format!(" beyond what {} explain", names.join(", ")),
    }
}

fn expected(one: &ThemeFinding) -> String {
    let word = match one.is_as_expected {
        None => return String::new(),
        Some(true) => "as expected",
        Some(false) => "against what is expected",
    };
    match &one.expected_in {
        None => format!(", {word}"),
        Some(context) => format!(", {word} in {context}"),
    }
}

/// What one list says.
fn list(one: &ListEvidence, direction: Direction, alpha: f64) -> String {
    let lie = if one.n_overlap == 1 { "lies" } else { "lie" };
    let genes = if one.n_list == 1 { "gene" } else { "genes" };
    let found = format!(
        "{} of {} {genes} {direction} {lie} in it",
        one.n_overlap, one.n_list
    );
    if one.answer == ListAnswer::NotTestable {
        return format!("{found}, too few genes to test");
    }
    let expected = known(one.expected);
    let p = short(known(one.adj_p_value), alpha);
    match (one.answer, &one.own) {
        (ListAnswer::Called, None) => {
            format!("{found} where {expected:.1} are expected by chance (p {p})")
        }
        (ListAnswer::Called, Some(own)) => format!(
            "{found} where {expected:.1} are expected by chance, {} where {:.1} are expected (p {p})",
            without_others(one, own),
            own.expected
        ),
        (ListAnswer::Explained, Some(own)) => format!(
            "{found} where {expected:.1} are expected by chance, but {}, not clearly more than the \
             {:.1} expected (p {p})",
            without_others(one, own),
            own.expected
        ),
        (_, None) => {
            format!("{found}, not clearly more than the {expected:.1} expected by chance (p {p})")
        }
        // the p-value that rests on fewer genes stands beside these
        (_, Some(own)) => format!(
            "{found}, not clearly more than the {expected:.1} expected by chance (p {}), {} (p {p})",
            short(known(one.adj_p_value_by_itself), alpha),
            without_others(one, own),
        ),
    }
}

/// How many genes other themes share, and how many are left without these.
fn without_others(one: &ListEvidence, own: &OwnGenes) -> String {
    let those = match one.shared_with.len() {
        1 => "that theme",
        _ => "those themes",
    };
    format!(
        "{} of them in {} too; without the genes of {those}, {} of {}",
        one.n_shared,
        names(&one.shared_with),
        own.n_overlap,
        own.n_list
    )
}

/// The themes that share genes, most first.
fn names(shared: &[SharedGenes]) -> String {
    let names: Vec<&str> = shared.iter().map(|one| &one.name[..]).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What all features say. A test above the level says that nothing is clear, not where they lie.
fn features(one: &ThemeCompetition, verdict: ThemeOutcome, alpha: f64) -> String {
    let p = short(one.p_value, alpha);
    let n = one.n_features;
    let side = match (called_at(one.p_value, alpha), one.direction) {
        (true, Direction::Up) => "above",
        (true, Direction::Down) => "below",
        (false, _) => {
            return format!(
                "its {n} features as a whole do not clearly lie above or below all others (p {p})"
            );
        }
    };
    let but = if verdict.is_change() {
        ""
    } else {
        ", which alone calls no theme"
    };
    format!("its {n} features as a whole lie {side} all others (p {p}){but}")
}

fn led_by(genes: &[LeadingGene], n_named: usize) -> Option<String> {
    if genes.is_empty() {
        return None;
    }
    let names: Vec<String> = (genes.iter().take(n_named))
        .map(|gene| format!("{} ({:+.2})", gene.gene, gene.log_fc))
        .collect();
    Some(format!("led by {}", names.join(", ")))
}

/// What could have been seen.
fn reach(one: &ThemeFinding) -> Option<String> {
    let detectable = one.detectable_change?;
    let fold = detectable.log_fc.exp2();
    let is_any_found = one.list_up.n_overlap + one.list_down.n_overlap > 0;
    let other = if is_any_found { "other genes" } else { "genes" };
    Some(match detectable.n_genes {
        Some(n) => format!(
            "with these arrays it would be called, in {:.0} % of such studies, if about {} of its \
             {other} changed {fold:.0}-fold in one direction",
            100.0 * detectable.power,
            about(n)
        ),
        None => format!(
            "with these arrays it could hardly be called even if all of its {other} changed \
             {fold:.0}-fold"
        ),
    })
}

/// A number of genes with two digits, rounded up.
fn about(n: usize) -> usize {
    let mut unit = 1;
    while n.div_ceil(unit) >= 100 {
        unit *= 10;
    }
    n.div_ceil(unit) * unit
}

fn key_genes(one: &ThemeFinding) -> Option<String> {
    let n_named = one.key_genes.len();
    let measured = one.key_genes.iter().filter(|key| key.feature_id.is_some());
    let (n_measured, n_changed) = measured.fold((0, 0), |(all, changed), key| {
        (all + 1, changed + usize::from(key.is_changed))
    });
    let of = match (n_measured, n_named) {
        (_, 0) => return None,
        (0, 1) => return Some("its key gene is not measured".to_owned()),
        (0, n) => return Some(format!("none of its {n} key genes is measured")),
        (n, all) if n == all => format!("{n} key {}", genes(n)),
        (n, all) => format!("{n} measured key {} (of {all})", genes(n)),
    };
    let (more, less) = (one.n_key_genes_for_more, one.n_key_genes_for_less);
    let neither = n_changed - more - less;
    let speaks = |n: usize| if n == 1 { "speaks" } else { "speak" };
    let said: Vec<String> = [
        (more, "for more of it"),
        (less, "for less of it"),
        (neither, "for neither more nor less of it"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {} {what}", speaks(n)))
    .collect();
    let said = match said.len() {
        0 => String::new(),
        _ => format!(": {}", said.join(", ")),
    };
    let but = match one.key_genes_say {
        Some(KeyGeneEvidence::Disagree | KeyGeneEvidence::Divided) => ", which turns no verdict",
        _ => "",
    };
    Some(format!("{n_changed} of {of} changed{said}{but}"))
}

fn genes(n: usize) -> &'static str {
    if n == 1 { "gene" } else { "genes" }
}

/// A number that every tested theme has.
fn known(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// A p-value for people: two digits, and more where rounding would carry it over the level.
fn short(p: f64, alpha: f64) -> String {
    if p < 0.001 {
        return format!("{p:.1e}");
    }
    (3..17)
        .map(|digits| format!("{p:.digits$}"))
        .find(|text| {
            text.parse()
                .is_ok_and(|shown| called_at(shown, alpha) == called_at(p, alpha))
        })
        .unwrap_or_else(|| p.to_string())
}
