#!/bin/bash
# rehearse.sh: submits the real scripts of cluster/slurm to a real Slurm of three pretended nodes on this machine, and
# checks that each sweep ends with the results of an undisturbed one without Slurm.
#
# Needs root and Debian's slurmctld slurmd slurm-client munge. WINNOW names the program to rehearse with.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
winnow=${WINNOW:-$root/.build/release/winnow}
[ -x "$winnow" ] || { echo "rehearse: $winnow is missing: make build" >&2; exit 2; }

dir=$(mktemp -d /tmp/rehearsal.XXXXXX) # short: sockets live in it
began=$SECONDS
finish() {
  code=$?
  "$here/slurm-down.sh" "$dir"
  if [ "$code" = 0 ]; then
    rm -rf "$dir"
    echo "rehearse: passed in $((SECONDS - began)) s"
  else
    echo "rehearse: FAILED; logs and runs are kept in $dir" >&2
  fi
}
trap finish EXIT
fail() {
  echo "rehearse: $*" >&2
  tail -n 20 "$dir"/*.log >&2 || true
  exit 1
}

# The quick job: one class of the demo's images. (The slow one is made below, from what the quick one took.)
sed -e "s#\.\./Demo/\(pictures\|masks\)#$root/Demo/\1/star#" -e "s#\.\./Demo#$root/Demo#" -e "s/layout: classes/layout: flat/" \
  "$root/Jobs/demo.yaml" >"$dir/quick.yaml"

eval "$("$here/slurm-up.sh" "$dir" 3 2)"
cd "$dir"

# Root is no user of a real cluster, and the pretended nodes have the same two or so cores: no binding to cores here.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export WINNOW=$winnow BINDING=none WINNOW_SBATCH=$root/cluster/slurm/winnow.sbatch

step() { echo "rehearse: $((SECONDS - began)) s: $*"; }
submit() { sbatch --parsable --cpus-per-task=1 --time=10 "$@"; }
property() { scontrol -o show job "$1" | grep -oE " $2=[^ ]*" | head -n 1 | cut -d= -f2; }

# Waits until a job is over and fails unless it COMPLETED. (sbatch --wait looks only every ten seconds.)
completed() {
  local end=$((SECONDS + 400)) state
  while true; do
    state=$(scontrol -o show job "$1" | grep -oE 'JobState=[A-Z_]+' | cut -d= -f2 | sort -u | tr '\n' ' ')
    case $state in
      "COMPLETED ") return ;;
      *PENDING* | *RUNNING* | *COMPLETING* | *CONFIGURING* | *REQUEUED*) ;;
      *) fail "job $1 ended as $state" ;;
    esac
    [ "$SECONDS" -lt "$end" ] || fail "job $1 is still $state after 400 s"
    sleep 0.2
  done
}

# Waits until a sweep has stored its first items.
under_way() {
  local end=$((SECONDS + 90))
  until grep -qE '[1-9][0-9]*/[0-9]+' "$1" 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || fail "nothing in $1 after 90 s"
    sleep 0.2
  done
}

# The results that must not depend on ranks, interruptions and times: masks, maps, and the table up to its timings.
results() {
  (cd "$1" && sha256sum masks.npy saliency.npy index.csv && cut -d, -f1-16 results.csv | sha256sum)
}
same_results() {
  [ "$(results "$1")" = "$(results "$2")" ] || fail "the results of $1 and $2 differ"
}

step "the quick job without Slurm, in one process"
"$winnow" run quick.yaml --threads 2 --output alone 2>alone.log || fail "the quick job failed without Slurm"

# The slow job: so many more points of integrated gradients that two threads need about 45 s for them.
points=$(awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) if ($i == "seconds.ig") column = i }
  NR > 1 { seconds += $column }
  END { if (seconds > 0) printf "%d", 50 * 90 / seconds }' alone/results.csv)
[ -n "$points" ] || fail "alone/results.csv does not say how long integrated gradients took"
sed -e "s/points: 50$/points: $points/" quick.yaml >slow.yaml
! cmp -s quick.yaml slow.yaml || fail "Jobs/demo.yaml has changed: the slow job would not be slow"

step "mpirun: two nodes of two ranks"
job=$(submit --nodes=2 --ntasks-per-node=2 --output=mpirun.log "$WINNOW_SBATCH" quick.yaml by-mpirun)
completed "$job"
same_results alone by-mpirun

step "srun: one node of two ranks"
job=$(LAUNCHER=srun submit --ntasks-per-node=2 --output=srun.log "$WINNOW_SBATCH" quick.yaml by-srun)
completed "$job"
same_results alone by-srun

if command -v mpicc.mpich >/dev/null; then
  step "srun through PMI-2: two nodes of two ranks under MPICH"
  "$root/scripts/build-mpi-library" "$dir/mpich" mpicc.mpich >mpich.log
  job=$(WINNOW_MPI_LIBRARY=$dir/mpich/libwinnow-mpi.so LAUNCHER=srun SRUN_MPI=pmi2 \
    submit --nodes=2 --ntasks-per-node=2 --output=pmi2.log "$WINNOW_SBATCH" quick.yaml by-pmi2)
  completed "$job"
  same_results alone by-pmi2
fi

step "an array of the quick job's two parts, merged"
array=$root/cluster/slurm/winnow-array.sbatch
job=$(submit --array=1-2 --ntasks-per-node=1 --output=part-%a.log "$array" quick.yaml parts)
completed "$job"
"$winnow" merge parts/part-1 parts/part-2 --output merged >merge.log
for run in alone merged; do "$winnow" export "$run" --output "$run-exported" --format npy >/dev/null; done
diff -r alone-exported merged-exported >/dev/null || fail "the merged parts differ from the whole"

step "an array of two jobs"
sed -e "s/k: 200/k: 100/" quick.yaml >fewer.yaml
printf '%s\n' quick.yaml fewer.yaml >jobs.txt
job=$(submit --array=1-2 --ntasks-per-node=1 --output=array-%a.log "$array" jobs.txt array)
completed "$job"
same_results alone array/quick
[ -s array/fewer/report.html ] || fail "the second task of the array wrote no report"

step "the slow job without interruption, on two nodes"
job=$(submit --nodes=2 --ntasks-per-node=1 --output=slow.log "$WINNOW_SBATCH" slow.yaml slow)
completed "$job"

step "the slow job meets its time limit and goes on after being requeued"
job=$(submit --time=1 --signal=B:USR1@45 --ntasks-per-node=2 --output=limit.log "$WINNOW_SBATCH" slow.yaml limited)
completed "$job"
[ "$(property "$job" Restarts)" -ge 1 ] || fail "the slow job was too quick to meet its time limit"
grep -q "exit code 75: back into the queue" limit.log || fail "limit.log does not tell of the requeueing"
same_results slow limited

step "a node fails under the slow job"
job=$(submit --nodes=2 --ntasks-per-node=1 --output=failure.log "$WINNOW_SBATCH" slow.yaml node-failed)
under_way failure.log
node=$(property "$job" NodeList | sed -E 's/.*([0-9])\]?$/n\1/')
scontrol update "nodename=$node" state=down reason=rehearsal
completed "$job"
[ "$(property "$job" Restarts)" -ge 1 ] || fail "the job was not requeued when $node failed"
same_results slow node-failed
