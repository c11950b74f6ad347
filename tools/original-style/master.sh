#!/bin/bash
# shellcheck disable=SC2086,SC2015 # Nothing is quoted, so names with spaces break, as in the original.
#
# Behaves as the master of the original Task-Distributor, including its defects, for tests that mix the two and for
# comparisons of speed. Written from a description of its behaviour. The original has these values in the script:
: "${ORIGINAL_REMOTE_SCRIPT:=/home/pi/task-distributor-worker.sh}"
: "${ORIGINAL_USER:=pi}"
: "${ORIGINAL_HOSTS:=pi110 pi111 pi112 pi113 pi114 pi115 pi116 pi117}"
: "${ORIGINAL_SCENE_FOLDER:=/opt/povray/share/povray-3.7/scenes/objects/}"
: "${ORIGINAL_SCENE:=blob.pov}"
: "${ORIGINAL_PARTS:=*pi*.png}"

usage() {
  echo "Usage: ${0##*/} -n nodes -x width -y height -p path [-f] [-c] [-h]"
  exit
}

clean=
while getopts n:x:y:p:fch option; do
  case $option in
    n) nodes=$OPTARG ;;
    x) width=$OPTARG ;;
    y) height=$OPTARG ;;
    p) folder=$OPTARG ;;
    f) ;; # In the original it should erase the lockfile, but never does.
    c) clean=yes ;;
    *) usage ;;
  esac
done
[ -n "$nodes" ] && [ -n "$width" ] && [ -n "$height" ] && [ -n "$folder" ] || usage

lockfile=$folder/lockfile
hosts=$(printf '%s\n' $ORIGINAL_HOSTS | head -n "$nodes")

# Microseconds.
now() { echo "${EPOCHREALTIME/[.,]/}"; }

# required NAME FROM TO
required() {
  printf 'Required time to process the %-24s%d.%03ds\n' "$1 part:" $((($3 - $2) / 1000000)) $((($3 - $2) / 1000 % 1000))
}

begun=$(now)
if [ -e $lockfile ]; then
  echo "File $lockfile already exists!"
  exit 1
fi
touch $lockfile && echo "$lockfile has been created."

dispatched=$(now)
rows=$((height / nodes))
first=1
for host in $hosts; do
  ssh $ORIGINAL_USER@$host $ORIGINAL_REMOTE_SCRIPT $nodes $ORIGINAL_SCENE_FOLDER $ORIGINAL_SCENE +FN +W$width +H$height \
    +O/tmp/ +SR$first +ER$((first + rows - 1)) $folder $lockfile &
  first=$((first + rows))
done

for host in $hosts; do
  until grep $host $lockfile; do
    echo "Wait for $host in lockfile."
    sleep 1
  done
  echo "$host has been finished."
done

finished=$(now)
image=/tmp/output_${width}x${height}_${nodes}_nodes_$(date +%Y_%m_%d_%H:%M:%S).png
if [ "$nodes" -eq 1 ]; then
  cp $folder/$ORIGINAL_PARTS $image && echo 'Image has been copied.'
else
  convert $folder/$ORIGINAL_PARTS -set colorspace RGB -append $image && echo 'Image parts have been composed.'
fi
if [ -n "$clean" ]; then
  rm $lockfile && echo "$lockfile has been erased."
  rm $folder/$ORIGINAL_PARTS && echo 'Image parts have been erased.'
fi
ended=$(now)

required '1st sequential' $begun $dispatched
required 'parallel' $dispatched $finished
required '2nd sequential' $finished $ended
