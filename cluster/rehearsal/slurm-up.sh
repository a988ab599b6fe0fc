#!/bin/bash
# slurm-up.sh DIR NODES CPUS: starts a private Slurm of NODES pretended nodes n1, n2, ... on this machine and prints
# the line that makes a shell use it. Needs root (for namespaces) and Debian's slurmctld, slurmd, slurm-client, munge.
#
# Everything lives under DIR, an absolute and short path (it holds Unix sockets): no systemd, no cgroups, nothing in
# /etc. Each slurmd has its own host name, /etc/hosts and /dev/shm, as a node has; the file system is shared, as on a
# cluster. slurm-down.sh DIR ends what was started here.
set -euo pipefail

dir=$1 nodes=$2 cpus=$3
here=$(cd "$(dirname "$0")" && pwd)
controller=$(hostname -s)

fail() {
  echo "slurm-up: $1" >&2
  tail -n 10 "$dir"/log/*.out >&2 2>/dev/null || true
  "$here/slurm-down.sh" "$dir"
  exit 1
}

# Succeeds as soon as "$@" does; gives up after 15 s.
until_true() {
  local end=$((SECONDS + 15))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

[ "$(id -u)" = 0 ] || { echo "slurm-up: must be root" >&2; exit 2; }
for program in munged slurmctld slurmd unshare; do
  command -v "$program" >/dev/null || { echo "slurm-up: $program is not installed" >&2; exit 2; }
done
mkdir -p "$dir"/{log,munge,pids,run,spool,state,tmp}
chmod 755 "$dir" "$dir/run"
chmod 700 "$dir/munge"

# The first port of a free block: one for slurmctld, one for each slurmd.
port=26800
free_block() {
  local p
  for ((p = port; p <= port + nodes; p++)); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || return 1
  done
}
until free_block; do port=$((port + nodes + 1)); done

# munge signs what the daemons say to each other.
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge/key")
munged --foreground --key-file="$dir/munge/key" --socket="$dir/run/munge" --pid-file="$dir/munge/pid" \
  --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" </dev/null >"$dir/log/munged.out" 2>&1 &
echo $! >"$dir/pids/munged"
munge_answers() { munge --no-input --socket="$dir/run/munge" --output=/dev/null >/dev/null 2>&1; }
until_true munge_answers || fail "munged does not answer"

{
  echo "127.0.0.1 localhost $controller"
  for ((n = 1; n <= nodes; n++)); do echo "127.0.0.$((10 + n)) n$n"; done
} >"$dir/hosts"

# cred_expire is also how long a requeued job waits before it may start again: 120 s unless set.
cat >"$dir/slurm.conf" <<CONF
ClusterName=rehearsal
SlurmctldHost=$controller(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/run/munge,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
TmpFS=$dir/tmp/%n
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.%n.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=pmix
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SlurmctldTimeout=30
SlurmdTimeout=30
ReturnToService=2
KillWait=5
MinJobAge=3600
JobRequeue=1
CONF
for ((n = 1; n <= nodes; n++)); do
  mkdir -p "$dir/spool/n$n" "$dir/tmp/n$n"
  echo "NodeName=n$n NodeAddr=127.0.0.$((10 + n)) Port=$((port + n)) CPUs=$cpus RealMemory=64000 State=UNKNOWN"
done >>"$dir/slurm.conf"
echo "PartitionName=rehearsal Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$dir/slurm.conf"
export SLURM_CONF=$dir/slurm.conf

slurmctld -D -i -c -f "$SLURM_CONF" </dev/null >"$dir/log/slurmctld.out" 2>&1 &
echo $! >"$dir/pids/slurmctld"
for ((n = 1; n <= nodes; n++)); do
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --uts --mount --propagation private bash -c '
    hostname "$1"
    mount --bind "$2/hosts" /etc/hosts
    mount -t tmpfs tmpfs /dev/shm
    exec slurmd -D -N "$1" -f "$2/slurm.conf"' - "n$n" "$dir" </dev/null >"$dir/log/slurmd.n$n.out" 2>&1 &
  echo $! >"$dir/pids/slurmd.n$n"
done
all_idle() { [ "$(sinfo --noheader --Node --format=%T 2>/dev/null | grep -cx idle)" = "$nodes" ]; }
until_true all_idle || fail "the nodes did not become idle"
echo "export SLURM_CONF=$SLURM_CONF"
