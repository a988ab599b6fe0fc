#!/bin/bash
# slurm-down.sh DIR: cancels the jobs of the Slurm that slurm-up.sh started under DIR and ends its daemons, by the
# process ids written down there and no others.
set -u

dir=$1
export SLURM_CONF=$dir/slurm.conf

# A zombie does not count: in a container nobody may be there to reap it.
alive() {
  local state
  state=$(ps -o stat= -p "$1" 2>/dev/null) && [ "${state:0:1}" != Z ]
}

stop() {
  local file pid
  for file in "$@"; do
    [ -s "$file" ] || continue
    pid=$(<"$file")
    kill "$pid" 2>/dev/null
    for _ in {1..100}; do
      alive "$pid" || break
      sleep 0.05
    done
    alive "$pid" && kill -9 "$pid"
    rm -f "$file"
  done
}

if [ -s "$dir/pids/slurmctld" ] && alive "$(<"$dir/pids/slurmctld")"; then
  timeout 10 scancel --user=root 2>/dev/null
  for _ in {1..100}; do
    [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ] && break
    sleep 0.1
  done
fi
stop "$dir"/pids/slurmd.*
stop "$dir"/pids/slurmctld
stop "$dir"/pids/munged
exit 0
