process ARRAYON_RUN {
    tag "$meta.id"
    label 'process_medium'

    // No image is published: build one with packaging/Containerfile and name it in
    // `process.container`, or have `arrayon` on the path.

    input:
    tuple val(meta), path(study)

    output:
    tuple val(meta), path("${prefix}")            , emit: results
    tuple val(meta), path("*.summary.json")       , emit: summary
    tuple val(meta), path("${prefix}/report.html"), emit: report
    path "versions.yml"                             , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    arrayon run "$study/study.toml" \\
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
    touch "$prefix/report.html" "${prefix}.summary.json"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """
}
