process ARRAYON_EXPORT {
    tag "$meta.id"
    label 'process_single'

    // No image is published: build one with packaging/Containerfile and name it in
    // `process.container`, or have `arrayon` on the path.

    input:
    tuple val(meta), path(results)

    output:
    tuple val(meta), path("*_export"), emit: exported
    path "versions.yml"                , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    arrayon export "$results" \\
        --out "${prefix}_export" \\
        $args

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir -p "${prefix}_export"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """
}
