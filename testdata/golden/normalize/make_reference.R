# Rscript make_reference.R SHARED : reference numbers for background correction, quantile
# normalisation and median polish, by preprocessCore.
#   small_*.tsv          generated intensities and what each step makes of them, 17 digits
#   clariom_s_mouse.tsv  four real Clariom S Mouse arrays (GSE103380), every cell taken as a probe:
#                        every 997th cell, raw, corrected and normalised
suppressMessages({library(preprocessCore); library(affyio)})
shared <- commandArgs(TRUE)[1]
digits17 <- function(x) formatC(x, digits = 17, format = "g")
write <- function(x, file) write.table(x, file, sep = "\t", quote = FALSE, row.names = FALSE)

# Generated arrays: n probes, shaped by `draw`, rounded to `step`.
set.seed(20261121)
signal <- function(n) rnorm(n, 60, 12) + rexp(n, 1 / 150)
shapes <- list(
  whole_numbers = function(n) round(pmax(signal(n), 1)),
  tenths        = function(n) round(pmax(signal(n), 1), 1),
  untied        = function(n) pmax(signal(n), 1),
  heavy_tail    = function(n) round(2^rnorm(n, 7, 1.8) + 20),
  near_normal   = function(n) round(rnorm(n, 500, 60)),
  two_humps     = function(n) round(c(rnorm(n %/% 2, 80, 9), rnorm(n - n %/% 2, 900, 200))),
  few_values    = function(n) sample(c(30, 32, 35, 36, 40, 60, 90, 200, 800), n, TRUE))
sizes <- c(whole_numbers = 1500, tenths = 900, untied = 400, heavy_tail = 1200,
           near_normal = 800, two_humps = 1000, few_values = 300)
for (shape in names(shapes)) {
  n <- sizes[[shape]]
  # Rounded to what a 32-bit float holds exactly, as a CEL file would.
  raw <- sapply(1:4, function(j) readBin(writeBin(shapes[[shape]](n) * (1 + (j - 1) / 8), raw(), size = 4), "double", n, size = 4))
  corrected <- rma.background.correct(raw, copy = TRUE)
  normalized <- normalize.quantiles(corrected, copy = TRUE)
  set <- paste0("s", rep(seq_len(ceiling(n / 11)), each = 11, length.out = n))
  expression <- subColSummarizeMedianpolishLog(normalized, set)
  table <- data.frame(apply(cbind(raw, corrected, normalized), 2, digits17))
  names(table) <- c(paste0("raw", 1:4), paste0("corrected", 1:4), paste0("normalized", 1:4))
  write(table, gzfile(sprintf("small_%s.tsv.gz", shape)))
  write(data.frame(set = rownames(expression), apply(expression, 2, digits17)),
        gzfile(sprintf("small_%s_expression.tsv.gz", shape)))
}

files <- file.path(shared, "data/clariom_s_mouse", paste0(c("MN_2_3", "MN_4_1", "MN_4_2", "MN_4_3"), ".CEL.gz"))
raw <- sapply(files, function(file)
  read.celfile(file, intensity.means.only = TRUE)$INTENSITY$MEAN)
corrected <- rma.background.correct(raw, copy = TRUE)
normalized <- normalize.quantiles(corrected, copy = TRUE)
cells <- seq(1, nrow(raw), by = 997)
table <- data.frame(cells - 1, apply(cbind(raw, corrected, normalized)[cells, ], 2, digits17))
names(table) <- c("cell", paste0("raw", 1:4), paste0("corrected", 1:4), paste0("normalized", 1:4))
write(table, gzfile("clariom_s_mouse.tsv.gz"))
sums <- data.frame(array = basename(files), raw = digits17(colSums(raw)),
  corrected = digits17(colSums(corrected)), normalized = digits17(colSums(normalized)))
write(sums, "clariom_s_mouse_sums.tsv")
print(sums); print(R.version.string); print(packageVersion("preprocessCore"))
