process ARRAYON_DIFFERENTIAL {
    tag "$meta.id"
    label 'process_low'

    // No image is published: build one with packaging/Containerfile and name it in
    // `process.container`, or have `arrayon` on the path.

    input:
    tuple val(meta), path(matrix), path(samples), path(contrasts)

    output:
    tuple val(meta), path("${prefix}/differential/*.tsv"), emit: tables
    tuple val(meta), path("${prefix}")                   , emit: results
    path "versions.yml"                                    , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    arrayon differential \\
        --matrix "$matrix" \\
        --samples "$samples" \\
        --contrasts "$contrasts" \\
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
    mkdir -p "$prefix/differential"
    touch "$prefix/differential/contrast.tsv"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """
}
