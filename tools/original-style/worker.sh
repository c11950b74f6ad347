#!/bin/bash
# shellcheck disable=SC2086,SC2015 # Names with spaces break, as there: nothing is quoted.
#
# Does what the original Task-Distributor's worker does, defects included: for tests that mix the two, and for
# comparing speeds. Written from a description of its behaviour. What the original keeps in the script itself:
: "${ORIGINAL_POVRAY:=/opt/povray/bin/povray_3.7}"
: "${ORIGINAL_JOB_FOLDER:=/glusterfs/povray}"

# N folder/ file +FN +W +H +O +SR +ER; the job folder and the lockfile that follow are not looked at.
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
  # As many rows as a fair share has, whatever +ER says. The part says gAMA 1.0, with the samples as they were.
  convert $rendered -crop ${width}x$((height / nodes))+0+$((first - 1)) +repage -set colorspace RGB $rendered
fi
mv $rendered $part

# Whatever came of the above.
echo "$(hostname) $(date +%Y_%m_%d_%H:%M:%S)" >>$ORIGINAL_JOB_FOLDER/lockfile
