"""Reference values of distributions in 50-digit arithmetic (mpmath 1.3.0).

Writes exact.tsv: function, arguments a b c (0 where unused), value. Tails are natural logarithms.
Run: python3 make_exact.py > exact.tsv
"""
from mpmath import mp, mpf, log, betainc, gammainc, erfc, sqrt, loggamma, psi, quad, exp, inf, hyp2f1, beta, atan, pi

mp.dps = 50


def ln_t_two_sided(t, df):
    """2 P(T > t) = I_x(df/2, 1/2), x = df/(df+t^2), by a series with positive terms."""
    t, df = mpf(t), mpf(df)
    x = df / (df + t * t)
    return ln_beta_lower(df / 2, mpf(1) / 2, x)


def ln_beta_lower(a, b, x):
    """ln I_x(a, b). Small parameters: hypergeometric series. Large a: integral after s = exp(-v/a)."""
    if a < 2000:
        return a * log(x) + b * log(1 - x) - log(a) - log(beta(a, b)) + log(hyp2f1(a + b, 1, a + 1, x))
    # v runs from -a ln x in units where the integrand is about v^(b-1) exp(-v)
    low = -a * log(x)
    f = lambda v: exp(-(v - low)) * (-mp.expm1(-v / a)) ** (b - 1)
    points = [low + k for k in (0, 0.25, 1, 2, 4, 7, 11, 16, 22, 30, 40, 55, 75, 100, 150, 220)]
    total = quad(f, points)
    return log(total) - low - log(a) - (loggamma(a) + loggamma(b) - loggamma(a + b))


def ln_f_upper(f, df1, df2):
    f, df1, df2 = mpf(f), mpf(df1), mpf(df2)
    return ln_beta_lower(df2 / 2, df1 / 2, df2 / (df2 + df1 * f))


def show(name, value, a, b=0, c=0):
    print(f"{name}\t{a!r}\t{b!r}\t{c!r}\t{mp.nstr(value, 20)}")


print("function\ta\tb\tc\tvalue")
for df in [0.5, 1.0, 2.0, 3.7, 9.0, 15.0, 19.9, 20.1, 24.0, 31.4, 60.0, 180.5, 1000.0, 3999.0, 4001.0,
           1e5, 3.3e5, 5e5, 1e6, 1e8, 1e10]:
    for t in [1e-3, 0.1, 0.7, 1.5, 1.96, 3.0, 5.5, 9.0, 14.0, 25.0, 37.0]:
        show("t", ln_t_two_sided(t, df), df, t)
for df2 in [1.5, 7.0, 25.0, 64.3, 500.0, 3000.0, 1e5, 1e7, 1e10]:
    for df1 in [1.0, 2.0, 3.0, 5.0, 12.0]:
        for f in [0.05, 0.8, 1.7, 4.0, 11.0, 40.0, 100.0]:
            show("f", ln_f_upper(f, df1, df2), df1, df2, f)
for x in [-37.0, -20.0, -12.0, -8.01, -7.99, -5.0, -2.5, -1.0, -0.3, 0.0, 0.4, 0.99, 1.01, 2.0, 5.0, 8.2, 20.0, -60.0, -400.0]:
    show("normal", log(erfc(-mpf(x) / sqrt(mpf(2))) / 2), x)
for x in [-60.0, -400.0, -1500.0]:
    show("normal_quantile_ln", x, float(log(erfc(-mpf(x) / sqrt(mpf(2))) / 2)))
for a in [0.1, 0.5, 1.0, 2.5, 9.9, 10.1, 47.0, 600.0, 20000.0]:
    for share in [1e-3, 0.2, 0.7, 0.99, 1.0, 1.02, 1.5, 3.0, 10.0]:
        x = a * share
        upper = log(gammainc(mpf(a), mpf(x), inf, regularized=True))
        lower = log(gammainc(mpf(a), 0, mpf(x), regularized=True))
        show("gamma_upper", upper, a, x)
        show("gamma_lower", lower, a, x)
for x in [1e-8, 0.003, 0.2, 0.9, 1.3, 2.0, 3.7, 8.0, 15.9, 16.1, 40.0, 1e3, 1e6, 1e10]:
    show("ln_gamma", loggamma(mpf(x)), x)
    show("digamma", psi(0, mpf(x)), x)
    show("trigamma", psi(1, mpf(x)), x)
    show("tetragamma", psi(2, mpf(x)), x)
