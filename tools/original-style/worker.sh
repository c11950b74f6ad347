#!/bin/bash
# shellcheck disable=SC2086,SC2015 # Nothing is quoted, so names with spaces break, as in the original.
#
# Behaves as the worker of the original Task-Distributor, including its defects, for tests that mix the two and for
# comparisons of speed. Written from a description of its behaviour. The original has these values in the script:
: "${ORIGINAL_POVRAY:=/opt/povray/bin/povray_3.7}"
: "${ORIGINAL_JOB_FOLDER:=/glusterfs/povray}"

# N folder/ file +FN +W +H +O +SR +ER. The job folder and the lockfile follow; they are ignored.
nodes=$1
scene=$2$3
width=${5#+W}
height=${6#+H}
rendered=${7#+O}${3%.*}.png
first=${8#+SR}
part=$ORIGINAL_JOB_FOLDER/$(hostname).png

if [ "$nodes" -eq 1 ]; then
  $ORIGINAL_POVRAY +I$scene $4 $5 $6 $7
else
  $ORIGINAL_POVRAY +I$scene $4 $5 $6 $7 $8 $9
  # Cuts height / nodes rows, whatever +ER is. The part gets gAMA 1.0, but its samples stay the same.
  convert $rendered -crop ${width}x$((height / nodes))+0+$((first - 1)) +repage -set colorspace RGB $rendered
fi
mv $rendered $part

# Even if a step above has failed.
echo "$(hostname) $(date +%Y_%m_%d_%H:%M:%S)" >>$ORIGINAL_JOB_FOLDER/lockfile
