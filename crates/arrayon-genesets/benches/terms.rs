//! An ontology of 48,000 terms with 400,000 annotations of 18,000 genes: reading, sets, tests on
//! the graph; 1,000 sets clustered.

use arrayon_core::TermAnnotation;
use arrayon_formats::obo::parse_obo;
use arrayon_genesets::{
    GeneList, GeneUniverse, MatchedSets, ParentGenes, SetClusterSettings, SetProfile, SetSizes,
    SymbolAliases, TermHierarchy, TermSetSettings, TermSets, elim, group_sets, parent_child,
};
use arrayon_stats::random_stream::random_stream;
use criterion::{Criterion, criterion_group, criterion_main};
use rand::RngExt;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;

const N_TERMS: u32 = 48_000;
const N_GENES: u32 = 18_000;

/// Terms like those of the Gene Ontology in the lines they have and the terms above them.
fn ontology_text() -> String {
    let mut random = random_stream(1, 0);
    let mut text = String::from("format-version: 1.2\ndata-version: releases/2026-01-01\n");
    for term in 0..N_TERMS {
        writeln!(
            text,
            "\n[Term]\nid: GO:{term:07}\nname: term number {term} of them\n\
             namespace: biological_process\n\
             def: \"A process that is defined in some words and then in some more words, as long \
             as such a definition usually is.\" [GOC:go_curators]\n\
             synonym: \"number {term}\" EXACT []\nsynonym: \"term {term}\" RELATED []"
        )
        .expect("memory");
        // A quarter has two terms above: about 20 terms in all, as in the Gene Ontology.
        let tags = ["is_a:", "relationship: part_of"];
        let n_above = 1 + usize::from(term % 4 == 0);
        for tag in tags.iter().take(if term == 0 { 0 } else { n_above }) {
            let above = random.random_range(0..term);
            writeln!(text, "{tag} GO:{above:07} ! term number {above}").expect("memory");
        }
    }
    text
}

fn bench(criterion: &mut Criterion) {
    let text = ontology_text();
    let path = Path::new("go.obo");
    let ontology = parse_obo(&text, path).expect("an ontology");
    let mut random = random_stream(1, 1);
    let annotations: Vec<TermAnnotation> = (0..400_000)
        .map(|_| TermAnnotation {
            symbol: format!("Gene{}", random.random_range(0..N_GENES)),
            term: format!("GO:{:07}", random.random_range(0..N_TERMS)),
            evidence: "IEA".into(),
            ..TermAnnotation::default()
        })
        .collect();
    let settings = TermSetSettings::default();
    let terms = TermSets::new(&ontology, &annotations, &settings);
    let names: Vec<String> = (0..N_GENES).map(|gene| format!("Gene{gene}")).collect();
    let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).expect("genes");
    let list = GeneList::from_genes(&universe, names[..800].iter().map(String::as_str));
    let list = list.expect("genes of the universe");
    let matched = MatchedSets::new("terms", &terms.sets(), &universe, &SymbolAliases::default());
    let matched = matched.expect("sets");
    let hierarchy = TermHierarchy::new(&matched.sets, &terms);
    let sizes = SetSizes::default();

    let mut group = criterion.benchmark_group("48,000 terms");
    group.sample_size(10);
    group.bench_function("parse OBO", |bencher| {
        bencher.iter(|| parse_obo(black_box(&text), path).expect("an ontology"));
    });
    group.bench_function("sets of 400,000 annotations", |bencher| {
        bencher.iter(|| TermSets::new(black_box(&ontology), &annotations, &settings));
    });
    group.bench_function("hierarchy", |bencher| {
        bencher.iter(|| TermHierarchy::new(black_box(&matched.sets), &terms));
    });
    group.bench_function("parent-child", |bencher| {
        let genes = ParentGenes::Union;
        bencher.iter(|| {
            parent_child(
                &universe,
                black_box(&list),
                &matched,
                &hierarchy,
                genes,
                sizes,
            )
            .expect("sound settings")
        });
    });
    group.bench_function("elim", |bencher| {
        bencher.iter(|| {
            elim(
                &universe,
                black_box(&list),
                &matched,
                &hierarchy,
                0.01,
                sizes,
            )
            .expect("sound settings")
        });
    });
    group.finish();

    let profiles: Vec<SetProfile<'_>> = (matched.sets.iter().rev())
        .filter(|set| (20..500).contains(&set.members.len()))
        .take(1_000)
        .map(|set| SetProfile {
            id: &set.id,
            p_value: 0.01,
            genes: &set.members,
        })
        .collect();
    criterion.bench_function("1,000 sets clustered over 18,000 genes", |bencher| {
        let settings = SetClusterSettings::default();
        bencher.iter(|| group_sets(black_box(&profiles), N_GENES as usize, settings));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
