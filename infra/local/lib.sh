# Shared by the scripts beside it; sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/infra/local
artifacts=$root/artifacts
migrator=$artifacts/bin/migrator.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
export PATH=$PATH:/usr/sbin:/sbin

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Builds the migrator into artifacts/bin, apart from what tests build.
build_migrator() {
  say "Building migrator into ${migrator%/*}"
  dotnet publish "$root/src/MigrationOrchestrator.Cli" -c Release -o "${migrator%/*}" -v q -clp:ErrorsOnly || fail "the build failed"
}
