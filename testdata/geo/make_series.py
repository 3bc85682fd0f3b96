"""Makes series matrices of GEO, each with a trap that public ones have. All of it is made up.

Run in this folder: python make_series.py
"""
import random

GSM = [f"GSM90{at:02d}" for at in range(1, 7)]
DIETS = ["control"] * 3 + ["low Mg"] * 3


def line(key, cells, quote=True):
    cells = [f'"{cell}"' for cell in cells] if quote else cells
    return "\t".join([f"!{key}", *cells])


def head(title="Magnesium, made up", summary='"Rats."', samples=GSM, more=()):
    n = len(samples)
    return [
        line("Series_title", [title]),
        line("Series_geo_accession", ["GSE90"]),
        f"!Series_summary\t{summary}",
        "",
        line("Sample_title", [f"rat {at + 1}" for at in range(n)]),
        line("Sample_geo_accession", samples),
        line("Sample_organism_ch1", ["Rattus norvegicus"] * n),
        *more,
        line("Sample_platform_id", ["GPL23040"] * n),
    ]


def characteristics(*rows):
    return [line("Sample_characteristics_ch1", row) for row in rows]


DIET = characteristics([f"diet: {diet}" for diet in DIETS])


def table(samples=GSM, n_rows=40, names=None, linear=False, quote=True):
    random.seed(1)
    mark = '"' if quote else ""
    rows = ["!series_matrix_table_begin"]
    rows.append("\t".join(f"{mark}{name}{mark}" for name in ["ID_REF", *samples]))
    for row in range(n_rows):
        name = names(row) if names else f"TC{row:04d}.rn.2"
        values = []
        for at in range(len(samples)):
            value = 6 + row % 7 + random.random() + (2 if row < 6 and at >= 3 else 0)
            if linear:
                value = 0 if row == 5 and at == 1 else 2**value
            values.append(f"{value:.4f}")
        rows.append("\t".join([f"{mark}{name}{mark}", *values]))
    rows.append("!series_matrix_table_end")
    return rows


def write(name, lines, end="\n"):
    with open(name, "w", newline="") as file:
        file.write(end.join(lines) + end)


write("quoted_line_end.txt", head(summary='"Rats\nwere fed.\n\n!not a fact ""x"""', more=DIET) + table())
write(
    "crlf_in_quotes.txt",
    head(more=DIET + [line("Sample_data_processing", ["RMA,\r\nthen log2"] * 6)]) + table(),
    "\r\n",
)
write(
    "missing_characteristic.txt",
    head(
        more=characteristics(
            ["sex: f", "sex: m", "diet: control", "sex: m", "diet: low Mg", "sex: f"],
            ["diet: control", "diet: control", "age: 6", "diet: low Mg", "age: 8", "diet: low Mg"],
            ["age: 5", "age: 7", "", "age: 9", "", "age: 4"],
        )
    )
    + table(),
)
write(
    "several_in_one.txt",
    head(more=characteristics([f"diet: {d}; sex: {s}; age: {a}" for d, s, a in zip(DIETS, "fmfmfm", range(6))]))
    + table(),
)
write("case_of_ids.txt", head(more=DIET) + table(samples=[name.lower() for name in GSM]))
write("one_sample.txt", head(samples=GSM[:1], more=characteristics(["diet: control"])) + table(GSM[:1]))
write("fifteen_rows.txt", head(more=DIET) + table(n_rows=15))
write("no_table.txt", head(more=DIET) + ["!series_matrix_table_begin", "\t".join(["ID_REF", *GSM]), "!series_matrix_table_end"])
write("numbers_as_ids.txt", head(more=DIET) + table(names=lambda row: str(10338001 + row)))
write("affy_ids.txt", head(more=DIET) + table(names=lambda row: f"{1000 + row}_at"))
write("linear_with_zero.txt", head(more=DIET) + table(linear=True))
write("control_spots.txt", head(more=DIET) + table(names=lambda row: f"--Control {row}" if row < 3 else f"f{row}"))
write(
    "not_quoted.txt",
    [text.replace('"', "") for text in head(more=DIET)] + [text + "\t" for text in table(quote=False)],
)
write("stray_quote.txt", head(summary='"a 5" probe', more=DIET) + table())
write("no_key.txt", head(more=characteristics(DIETS)) + table())
write(
    "fewer_cells.txt",
    head(more=DIET + [line("Sample_description", ["one", "two"])]) + table(),
)
