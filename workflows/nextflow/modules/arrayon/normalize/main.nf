process ARRAYON_NORMALIZE {
    tag "$meta.id"
    label 'process_medium'

    // No image is published: build one with packaging/Containerfile and name it in
    // `process.container`, or have `arrayon` on the path.

    input:
    tuple val(meta), path(cel), path(samples), path(library)

    output:
    tuple val(meta), path("${prefix}/expression.tsv"), emit: expression
    tuple val(meta), path("${prefix}/qc.json")       , emit: quality
    tuple val(meta), path("${prefix}")               , emit: results
    path "versions.yml"                                , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    pgf=\$(find -L "$library" -iname '*.pgf*' | head -n 1)
    if [ -n "\$pgf" ]; then
        clf=\$(find -L "$library" -iname '*.clf*' | head -n 1)
        mps=\$(find -L "$library" -iname '*.mps*' | head -n 1)
        chip="--pgf \$pgf --clf \$clf \${mps:+--mps \$mps}"
    else
        chip="--cdf \$(find -L "$library" -iname '*.cdf*' | head -n 1)"
    fi
    arrayon normalize "$cel" \\
        --samples "$samples" \\
        \$chip \\
        --out "$prefix" \\
        --threads $task.cpus \\
        $args > "${prefix}.summary.json"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir -p "$prefix"
    touch "$prefix/expression.tsv" "$prefix/qc.json"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """
}
