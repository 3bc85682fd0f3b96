# Data that R and Rust make alike, bit for bit: a 32-bit linear congruential generator and
# plain IEEE arithmetic. Feature g of n: base, scale, then one value a sample in sheet order.
uniforms <- function(seed, n) {
  u <- numeric(n); state <- seed
  for (i in seq_len(n)) { state <- (state * 1664525 + 1013904223) %% 4294967296; u[i] <- state / 4294967296 }
  u
}

# shift: added to every tenth feature in samples of the contrast's target
# spread: how much the features' scales differ
# constant: 1: every 37th feature has the same value in every sample; 2: two of three features
expression <- function(seed, n_features, target, shift, spread, constant) {
  n <- length(target); per <- 2 + 4 * n
  u <- matrix(uniforms(seed, n_features * per), n_features, per, byrow = TRUE)
  base <- 3 + 10 * u[, 1]
  scale <- 0.05 + spread * u[, 2] * u[, 2]
  y <- matrix(0, n_features, n)
  for (j in 1:n) {
    k <- 2 + 4 * (j - 1)
    y[, j] <- base + scale * (((u[, k + 1] + u[, k + 2]) + u[, k + 3]) + u[, k + 4] - 2)
  }
  tenth <- seq_len(n_features) %% 10 == 0
  y[tenth, target] <- y[tenth, target] + shift
  at <- seq_len(n_features)
  flat <- (constant >= 1 & at %% 37 == 0) | (constant >= 2 & at %% 3 != 0)
  y[flat, ] <- base[flat]
  y
}
