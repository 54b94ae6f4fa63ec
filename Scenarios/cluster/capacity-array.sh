#!/bin/bash
# A capacity study divided among eight tasks, as a Slurm array. Each task is told its number and nothing else:
#   sbatch Scenarios/cluster/capacity-array.sh Scenarios/black-friday.yaml shared/black-friday
# The program is built before that, by any use of ./rehearse: tasks that begin together would all build it.
# The second argument is a folder that all nodes see. When all tasks have ended, `rehearse merge shared/black-friday` makes the
# report; to have that done too:
#   sbatch --dependency=afterany:JOB --wrap "./rehearse merge shared/black-friday"
#SBATCH --job-name=rehearse-capacity
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --output=rehearse-capacity-%a.log
set -eu
rehearse=${REHEARSE:-./rehearse}        # the program; the launcher of this checkout if nothing is said
exec "$rehearse" capacity "$1" --shard="$SLURM_ARRAY_TASK_ID/8" --out="$2" --threads=2 --quiet
