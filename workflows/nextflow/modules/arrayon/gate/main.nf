process ARRAYON_GATE {
    tag "$meta.id"
    label 'process_single'

    // No image is published: build one with packaging/Containerfile and name it in
    // `process.container`, or have `arrayon` on the path.

    input:
    tuple val(meta), path(results), path(policy)

    output:
    tuple val(meta), path("*.junit.xml"), emit: junit
    tuple val(meta), path("*.gate.md")  , emit: markdown
    tuple val(meta), path("*.gate.json"), emit: json
    path "versions.yml"                   , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def prefix = task.ext.prefix ?: "${meta.id}"
    def rules = policy ? "--policy ${policy}" : ''
    """
    arrayon gate "$results" \\
        $rules \\
        --junit "${prefix}.junit.xml" \\
        --markdown "${prefix}.gate.md" \\
        $args > "${prefix}.gate.json"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch "${prefix}.junit.xml" "${prefix}.gate.md" "${prefix}.gate.json"

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        arrayon: \$(arrayon --version | sed 's/^arrayon //')
    END_VERSIONS
    """
}
