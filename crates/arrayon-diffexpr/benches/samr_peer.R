# Times samr in-process on the shape of rank_products.rs: 23,000 features, 6 against 6, 200
# permutations. Run: Rscript samr_peer.R
suppressMessages(library(samr))
set.seed(1)
x <- matrix(runif(23000 * 12), 23000)
data <- list(x = x, y = rep(2:1, each = 6), geneid = seq_len(23000), genenames = seq_len(23000), logged2 = TRUE)
run <- function() {
  capture.output({
    fit <- samr(data, resp.type = "Two class unpaired", nperms = 200, random.seed = 1)
    samr.compute.delta.table(fit, nvals = 50)
  })
}
times <- replicate(3, system.time(run())[["elapsed"]])
cat(sprintf("samr: median %.2f s\n", median(times)))
