//! `arrayon diff`.

use crate::args::{Common, Diff, Further};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{
    DiffStage, DifferentialSection, Error, FilterSection, RankProductsSection, SamSection,
};

pub(crate) fn diff(args: Diff, common: &Common) -> Result<(), Failure> {
    refuse_without_method(&args.further, &args.method)?;
    let (rank_products, sam) = further(args.further, &args.method);
    let stage = DiffStage {
        matrix: args.matrix,
        controls: args.controls,
        samples: args.samples,
        contrasts: args.contrasts,
        section: DifferentialSection {
            trend: args.trend,
            robust: args.robust,
            treat: args.treat,
            array_weights: args.array_weights,
            observation_weights: args.observation_weights,
            fdr: args.fdr,
            factors: args.factor,
            method: args.method,
            block: args.block,
            decide: args.decide,
            leave_one_out: !args.no_leave_one_out,
            phenotypes: args.phenotype,
            adjust: args.adjust,
            spline_df: args.spline_df.map_or(0, usize::from),
            order: args.order,
            filter: FilterSection {
                above: args.filter.filter_above,
                samples: args.filter.filter_samples,
                mean: args.filter.filter_mean,
                mean_quantile: args.filter.filter_mean_quantile,
                variance_quantile: args.filter.filter_variance_quantile,
                variance_measure: args.filter.filter_variance_measure,
                annotation: args.filter.filter_annotation,
            },
            rank_products,
            sam,
            ..DifferentialSection::default()
        },
        annotation: args.annotation,
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::diff_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}

/// Refuses flags of methods that are not asked for.
fn refuse_without_method(args: &Further, methods: &[String]) -> Result<(), Error> {
    let flags = [
        ("--permutations", args.permutations.is_some(), ""),
        ("--seed", args.seed.is_some(), ""),
        ("--pairs", args.pairs.is_some(), ""),
        ("--rank-null", args.rank_null.is_some(), "rank-products"),
        (
            "--rank-statistic",
            args.rank_statistic.is_some(),
            "rank-products",
        ),
        ("--sam-s0", args.sam_s0.is_some(), "sam"),
        ("--sam-delta", args.sam_delta.is_some(), "sam"),
    ];
    let is_named = |of: &str| match of {
        "" => methods
            .iter()
            .any(|method| method == "rank-products" || method == "sam"),
        one => methods.iter().any(|method| method == one),
    };
    let unused = flags
        .iter()
        .find(|(_, is_given, of)| *is_given && !is_named(of));
    let Some((flag, _, of)) = unused else {
        return Ok(());
    };
    let of = if of.is_empty() {
        "rank-products' or 'sam"
    } else {
        of
    };
    Err(Error::Flag {
        flag: (*flag).to_owned(),
        message: format!("'{of}' is not among the methods of --method"),
        hint: "methods beside limma run where they are named, as in --method \
               limma,rank-products,sam"
            .to_owned(),
    })
}

/// The settings of rank products and SAM; a flag for both is given to those that are asked for,
/// and where neither is, to both, which are refused then.
fn further(args: Further, methods: &[String]) -> (RankProductsSection, SamSection) {
    let is_named = |method: &str| methods.iter().any(|name| name == method);
    let (for_ranks, for_sam) = match (is_named("rank-products"), is_named("sam")) {
        (false, false) => (true, true),
        named => named,
    };
    let plain = RankProductsSection::default();
    let mut ranks = RankProductsSection {
        statistic: args.rank_statistic.unwrap_or(plain.statistic),
        null: args.rank_null.unwrap_or(plain.null),
        ..RankProductsSection::default()
    };
    let mut sam = SamSection {
        s0: args.sam_s0,
        delta: args.sam_delta,
        ..SamSection::default()
    };
    if for_ranks {
        ranks.pairs.clone_from(&args.pairs);
        // p-values as published are not drawn: these flags are then for SAM, if it is named
        if ranks.null != "published" || !for_sam {
            (ranks.permutations, ranks.seed) = (args.permutations, args.seed);
        }
    }
    if for_sam {
        (sam.permutations, sam.seed) = (args.permutations, args.seed);
        sam.pairs = args.pairs;
    }
    (ranks, sam)
}
