//! `arrayon differential`.

use crate::args::{Both, Common, Differential, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::config::draft::Draft;
use arrayon::config::keys::KEYS;
use arrayon::{DifferentialStage, Error, Method};
use clap::ArgMatches;

pub(crate) fn differential(
    args: Differential,
    typed: &ArgMatches,
    common: &Common,
) -> Result<(), Failure> {
    let mut draft = settings::draft("differential", typed)?;
    set_both(&mut draft, args.both)?;
    let stage = DifferentialStage {
        matrix: args.matrix,
        scale: args.scale.into(),
        controls: args.controls,
        samples: args.samples,
        contrasts: args.contrasts,
        section: draft.section()?,
        annotation: draft.annotation()?,
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::differential_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}

/// Settings of rank products and SAM together go to those that are asked for; where neither is, to
/// both, which are refused then.
fn set_both(draft: &mut Draft, both: Both) -> Result<(), Error> {
    let names = |method: Method| {
        let named = draft
            .get("differential.methods")
            .and_then(toml::Value::as_array);
        let method = method.to_string();
        named.is_some_and(|named| named.iter().any(|one| one.as_str() == Some(&method)))
    };
    let (for_ranks, for_sam) = match (names(Method::RankProducts), names(Method::Sam)) {
        (false, false) => (true, true),
        named => named,
    };
    let null = draft.get("differential.rank_products.null");
    // p-values as published are not drawn: these flags are then for SAM, if it is named
    let is_drawn = null.and_then(toml::Value::as_str) != Some("published") || !for_sam;
    let flags = [
        ("n_permutations", both.n_permutations, is_drawn),
        ("seed", both.seed, is_drawn),
        ("pairs", both.pairs, true),
    ];
    for (name, text, is_of_ranks) in flags {
        let Some(text) = text else { continue };
        for (section, is_asked) in [
            ("rank_products", for_ranks && is_of_ranks),
            ("sam", for_sam),
        ] {
            let setting = KEYS.setting(&format!("differential.{section}.{name}"));
            if let (Some(setting), true) = (setting, is_asked) {
                draft.set_typed(
                    setting,
                    std::slice::from_ref(&text),
                    &format!("--{}", name.replace('_', "-")),
                )?;
            }
        }
    }
    Ok(())
}
