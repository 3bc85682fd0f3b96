# Numbers of CEL and CDF files as affyio and makecdfenv read them.
#   Rscript make_golden.R SHARED_FOLDER
suppressMessages({library(affyio); library(makecdfenv)})
shared <- commandArgs(TRUE)[1]
data <- function(...) file.path(shared, "data", ...)
digits <- function(v) format(v, digits = 17, trim = TRUE, scientific = FALSE)

cels <- c("formats/test.v3.CEL", "formats/test.v4.CEL", "formats/huex_heart.CEL",
          "clariom_s_mouse/MN_2_3.CEL.gz", "clariom_s_mouse/MN_4_1.CEL.gz",
          "clariom_sim/cel/S001_G1.CEL.gz", "gse12654/cel/GSM317649.CEL.gz",
          "spikein_hgu95a/1521a99hpp_av06.CEL.gz")
rows <- lapply(cels, function(f) {
  a <- read.celfile(data(f))
  v <- as.numeric(a$INTENSITY$MEAN); n <- length(v); i <- seq_len(n) - 1
  s <- as.numeric(a$INTENSITY$STDEV); p <- as.numeric(a$INTENSITY$NPIXELS)
  data.frame(file = f, chip = a$HEADER$cdfName, columns = a$HEADER[["CEL dimensions"]][1],
             rows = a$HEADER[["CEL dimensions"]][2], sum = digits(sum(v)),
             weighted_sum = digits(sum(v * (i %% 1009))), std_dev_sum = digits(sum(s)),
             pixel_sum = digits(sum(p)), cell_777 = digits(v[778]), last = digits(v[n]),
             outliers = nrow(a$OUTLIERS), masks = nrow(a$MASKS))
})
write.table(do.call(rbind, rows), "cel_affyio.tsv", sep = "\t", quote = FALSE, row.names = FALSE)

cdfs <- c("gse12654/HGU95Av2_Hs_ENTREZG.cdf.gz", "spikein_hgu95a/HG_U95A_native_1016.cdf.gz",
          "clariom_sim/library/Clariom_S_Rat.cdf.gz")
rows <- lapply(cdfs, function(f) {
  plain <- file.path(tempdir(), sub("\\.gz$", "", basename(f)))
  packed <- gzfile(data(f), "rb"); writeBin(readBin(packed, "raw", 5e8), plain); close(packed)
  e <- make.cdf.env(basename(plain), cdf.path = tempdir(), verbose = FALSE)
  ids <- ls(e); pm <- lapply(ids, function(id) get(id, envir = e)[, 1])
  names(pm) <- ids
  # position of a probe within its set enters, so that their order counts
  sums <- vapply(pm, function(v) sum(v * seq_along(v)), 0)
  data.frame(file = f, probe_sets = length(ids), perfect_match = sum(lengths(pm)),
             order_sum = digits(sum(sums)), largest = max(lengths(pm)),
             first = sort(ids, method = "radix")[1],
             first_cells = paste(pm[[sort(ids, method = "radix")[1]]] - 1, collapse = " "))
})
write.table(do.call(rbind, rows), "cdf_makecdfenv.tsv", sep = "\t", quote = FALSE, row.names = FALSE)

# A text CDF made here (no public one of an expression array is at hand): 12 probe sets of 8 probe
# pairs on a grid of 16 x 16, lines of cells in no order, so that the order by atom shows.
set.seed(3)
side <- 16; cells <- sample(side^2) - 1; base <- c("A", "C", "G", "T"); pair <- rev(base)
section <- function(name, ...) c(sprintf("[%s]", name), ..., "")
lines <- c(section("CDF", "Version=GC3.0"),
           section("Chip", "Name=Made", sprintf(c("Rows=%d", "Cols=%d"), side), "NumberOfUnits=12",
                   "MaxUnit=12", "NumQCUnits=0", "ChipReference="))
header <- paste0("CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX",
                 "\tCODONIND\tCODON\tREGIONTYPE\tREGION")
for (unit in 1:12) {
  counts <- c("NumAtoms=8", "NumCells=16")
  lines <- c(lines, section(paste0("Unit", unit), "Name=NONE", "Direction=2", counts,
                            paste0("UnitNumber=", unit), "UnitType=3", "NumberBlocks=1"))
  atom <- rep(0:7, each = 2); target <- (atom + unit) %% 4 + 1; mine <- cells[(unit - 1) * 16 + 1:16]
  probe <- ifelse(seq_along(atom) %% 2 == 1, pair[target], base[target]); name <- sprintf("s%02d_at", unit)
  row <- sprintf("%d\t%d\tN\tcontrol\t%s\t%d\t13\t%s\t%s\t%s\t%d\t%d\t-1\t-1\t99\t", mine %% side, mine %/% side,
                 name, atom, base[target], probe, base[target], atom, mine)
  lines <- c(lines, section(sprintf("Unit%d_Block1", unit), paste0("Name=", name), "BlockNumber=1", counts,
                            "StartPosition=0", "StopPosition=7", header, sprintf("Cell%d=%s", 1:16, sample(row))))
}
writeLines(lines, "made.cdf", sep = "\r\n")
e <- make.cdf.env("made.cdf", cdf.path = getwd(), verbose = FALSE)
write.table(data.frame(probe_set = sort(ls(e), method = "radix"),
                       cells = sapply(sort(ls(e), method = "radix"),
                                      function(id) paste(get(id, envir = e)[, "pm"] - 1, collapse = " "))),
            "made_makecdfenv.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
