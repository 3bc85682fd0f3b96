# Rscript phyper.R tails.tsv > phyper.tsv : R's own numbers for the same cases
x <- read.delim(commandArgs(TRUE)[1])
with(x, write.table(data.frame(population, marked, draws, count,
  ln_probability = sprintf("%.17g", dhyper(count, marked, population - marked, draws, log = TRUE)),
  ln_lower_tail = sprintf("%.17g", phyper(count, marked, population - marked, draws, log.p = TRUE)),
  ln_upper_tail = sprintf("%.17g", phyper(count - 1, marked, population - marked, draws, lower.tail = FALSE, log.p = TRUE)),
  fisher_p = sprintf("%.17g", mapply(function(N, m, n, k) fisher.test(matrix(c(k, m - k, n - k, N - m - n + k), 2),
    alternative = "greater")$p.value, population, marked, draws, count))),
  sep = "\t", quote = FALSE, row.names = FALSE))
