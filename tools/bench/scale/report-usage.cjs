// Required by the programs that are measured, not by what they start: leaves what they have used in a file.
const { writeFileSync } = process.getBuiltinModule('node:fs');

const { TD_BENCH_USAGE: file, TD_BENCH_PARENT: parent } = process.env;
if (file && Number(parent) === process.ppid) {
  process.once('exit', () => writeFileSync(file, JSON.stringify(process.resourceUsage())));
}
