# Differences and standard errors of the leukaemia arrays of Golub et al. 1999 (data of Bioconductor's
# multtest 2.54: 3051 genes, AML against ALL) and the fudge factor that samr 3.0's est.s0 finds for them.
# Run: Rscript make_golub.R, with samr or with a file that defines its est.s0 in EST_S0.
# Writes golub.tsv.gz and golub_s0.tsv.
suppressMessages(library(multtest))
if (nzchar(Sys.getenv("EST_S0"))) source(Sys.getenv("EST_S0")) else est.s0 <- samr:::est.s0
data(golub)
target <- golub.cl == 1; n <- c(sum(target), sum(!target))
squares <- function(x) rowSums((x - rowMeans(x))^2)
r <- rowMeans(golub[, target]) - rowMeans(golub[, !target])
s <- sqrt((squares(golub[, target]) + squares(golub[, !target])) / (sum(n) - 2) * sum(1 / n))
estimate <- function(r, s, label) {
  found <- est.s0(r / s, s)
  data.frame(analysis = label, s0 = formatC(unname(found$s0.hat), digits = 15, format = "g"), s0_percentile = 100 * found$s0.perc[which.min(found$cv.sd)])
}
# the same with twenty genes that do not vary: samr never takes their standard error of 0 for s0
flat <- seq(1, length(s), length.out = 20)
s0 <- rbind(estimate(r, s, "golub"), estimate(replace(r, flat, 0), replace(s, flat, 0), "golub_flat"))
write.table(s0, "golub_s0.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
out <- gzfile("golub.tsv.gz", "w")
write.table(data.frame(r = formatC(r, digits = 15, format = "g"), s = formatC(s, digits = 15, format = "g")), out, sep = "\t", quote = FALSE, row.names = FALSE)
close(out)
