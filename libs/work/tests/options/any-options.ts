import fc from 'fast-check';

/** Words for POV-Ray's command line, and the INI files that lie in the folder that they are meant from. */
export interface AnyOptions {
  readonly words: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

const settings =
  `Antialias=On Antialias=Off Sampling_Method=1 Sampling_Method=2 Antialias_Threshold=0.1 Antialias_Depth=2
  Render_Block_Size=48 Render_Block_Size=16 Render_Block_Size="8" Jitter=Off Bits_Per_Color=16 Grayscale_Output=On
  Output_Alpha=On Quality=3 Dither=On Dither_Method=B2 Dither_Method=FS Preview_Start_Size=16 Preview_End_Size=4
  Work_Threads=2 Bounding=Off Final_Frame=3 Final_Frame=1 Initial_Frame=2 Clock=0.5 Verbose=Off Display=On
  Pause_When_Done=On Output_File_Type=T Output_File_Type=J Output_to_File=Off Start_Column=10 End_Column=40 Start_Row=5
  End_Row=0.5 Width=33 Height=44 Input_File_Name=other.pov Output_File_Name=x.png Continue_Trace=On Render_Pattern=2
  High_Reproducibility=On Statistic_Console=Off Render_Console=Off All_Console=Off Warning_Console=Off Split_Unions=On
  Remove_Bounds=Off Vista_Buffer=Off Field_Render=On Odd_Field=On Real_Time_Raytracing=On File_Gamma=1.8
  Antialias_Gamma=1.5 Library_Path=inc Create_Ini=made.ini Test_Abort=On Subset_Start_Frame=2`.split(/\s+/);

const switches =
  `+A0.3 +A -A +AM1 +AM2 +A0.05 +R2 +BS48 +BS16 -BS20 +bs8 +J -J +Q5 +UA +FN16 +FNg +FN +SP16 +EP1 +TH +THB3
  +THFS -TH +WT1 +C -O +W320 +KFF10 +SR10 +X +GR -GA +HR +RP2 +MV3.7 +AG1.0 +FT -D x.pov +Linc`.split(/\s+/);

const setting = fc.constantFrom(...settings);
const oneSwitch = fc.constantFrom(...switches);

const line = fc.oneof(
  { weight: 6, arbitrary: setting },
  { weight: 3, arbitrary: oneSwitch },
  { weight: 1, arbitrary: fc.tuple(oneSwitch, oneSwitch).map((pair) => pair.join(' ')) },
  { weight: 1, arbitrary: setting.map((text) => text.replace('=', ' = ')) },
  { weight: 3, arbitrary: fc.constantFrom('[final]', '[draft]', '; Antialias=On', '# +A0.3', '', '\t') },
);
const ini = fc.array(line, { maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`);
const including = fc
  .tuple(ini, fc.constantFrom('', 'Include_Ini=b.ini\n', 'b.ini[final]\n', '"b.ini"\n'))
  .map((texts) => texts.join(''));

const word = fc.oneof(
  { weight: 4, arbitrary: oneSwitch },
  { weight: 2, arbitrary: setting },
  { weight: 1, arbitrary: fc.tuple(oneSwitch, setting).map((pair) => pair.join(' ')) },
  { weight: 1, arbitrary: oneSwitch.map((text) => ` ${text} `) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'a.ini',
      'a',
      'a.ini[final]',
      '"a.ini[draft]"',
      "'a.ini'",
      'b.ini',
      'Include_Ini=a.ini',
    ),
  },
);

export const anyOptions: fc.Arbitrary<AnyOptions> = fc.record({
  words: fc.array(word, { maxLength: 3 }),
  files: fc.record({ 'a.ini': including, 'b.ini': ini, 'povray.ini': fc.option(including, { nil: '' }) }),
});
