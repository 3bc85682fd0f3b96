# Probe-level models of runs of eleven probes of the small arrays, by rcModelPLM of preprocessCore
# (R 4.2.2, preprocessCore 1.60.2). Usage: Rscript make_plm.R FOLDER, the folder of this script.
library(preprocessCore)
folder <- commandArgs(TRUE)[1]
shapes <- c("whole_numbers", "tenths", "untied", "heavy_tail", "near_normal", "two_humps", "few_values")
rows <- NULL
for (shape in shapes) {
  table <- read.delim(file.path(folder, paste0("small_", shape, ".tsv.gz")), strip.white = TRUE)
  log2 <- log2(as.matrix(table[, paste0("normalized", 1:4)]))
  set <- (seq_len(nrow(log2)) - 1) %/% 11 + 1
  for (one in unique(set)) {
    y <- log2[set == one, , drop = FALSE]
    if (nrow(y) < 2) next
    fit <- rcModelPLM(y)
    rows <- rbind(rows, data.frame(shape = shape, set = one,
      t(setNames(c(fit$Estimates[1:4], fit$StdErrors[1:4]), c(paste0("value", 1:4), paste0("error", 1:4)))),
      weights = sum(fit$Weights)))
  }
}
out <- gzfile(file.path(folder, "small_plm.tsv.gz"), "w")
write.table(format(rows, digits = 15, trim = TRUE), out, sep = "\t", quote = FALSE, row.names = FALSE)
close(out)
