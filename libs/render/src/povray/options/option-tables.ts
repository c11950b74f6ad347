/** The type of a setting's value. It determines how POV-Ray reads the value. */
export type ValueType = 'bool' | 'int' | 'float' | 'text' | 'list' | 'special';

/**
 * POV-Ray's settings by keyword, as written in an INI file. Source: POV-Ray 3.7, processrenderoptions.cpp,
 * RenderOptions_INI_Table. null = no longer used.
 */
const settingTypes: Readonly<Record<string, ValueType | null>> = table({
  bool: `All_Console Antialias Append_File Bounding Clockless_Animation Continue_Trace Cyclic_Animation Debug_Console
    Display Dither Draw_Vistas Fatal_Console Field_Render Grayscale_Output High_Reproducibility Jitter Light_Buffer
    Odd_Field Output_Alpha Output_To_File Pause_When_Done Radiosity_From_File Radiosity_To_File Radiosity_Vain_Pretrace
    Real_Time_Raytracing Remove_Bounds Render_Console Split_Unions Statistic_Console Test_Abort Verbose Vista_Buffer
    Warning_Console`,
  int: `Antialias_Depth Bits_Per_Color Bits_Per_Colour Bounding_Method Bounding_Threshold BSP_MaxDepth Compression
    Final_Frame Frame_Step Height Initial_Frame Max_Image_Buffer_Memory Preview_End_Size Preview_Start_Size Quality
    Render_Block_Size Render_Block_Step Render_Pattern Sampling_Method Test_Abort_Count Warning_Level Width Work_Threads`,
  float: `Antialias_Threshold Antialias_Gamma BSP_BaseAccessCost BSP_ChildAccessCost BSP_ISectCost BSP_MissChance Clock
    End_Column End_Row Final_Clock Initial_Clock Jitter_Amount Start_Column Start_Row Subset_End_Frame Subset_Start_Frame
    Version`,
  text: `All_File Create_Ini Debug_File Fatal_File Input_File_Name Include_Header Output_File_Name Radiosity_File_Name
    Render_File Statistic_File Warning_File`,
  list: 'Declare Include_Ini Library_Path',
  special: `Display_Gamma Dither_Method Fatal_Error_Command Fatal_Error_Return File_Gamma Output_File_Type Palette
    Post_Frame_Command Post_Frame_Return Post_Scene_Command Post_Scene_Return Pre_Frame_Command Pre_Frame_Return
    Pre_Scene_Command Pre_Scene_Return User_Abort_Command User_Abort_Return Video_Mode`,
  unused: `Buffer_Output Buffer_Size Create_Histogram Histogram_Name Histogram_Grid_Size Histogram_Type`,
});

/** The keyword as POV-Ray writes it, by the keyword in lower case. */
export const keywords: ReadonlyMap<string, string> = new Map(
  Object.keys(settingTypes).map((keyword) => [keyword.toLowerCase(), keyword]),
);

/** null = POV-Ray no longer uses the setting. */
export function valueTypeOf(keyword: string): ValueType | null {
  return settingTypes[keyword] ?? null;
}

/** A switch of the command line: what its sign sets, and what the parameter after it sets. */
export interface SwitchRow {
  readonly name: string;
  /** The setting that the parameter is for; null = the switch has no parameter. */
  readonly parameter: string | null;
  /** The setting that + turns on and - turns off; null = the sign has no effect. */
  readonly sign: string | null;
}

/**
 * POV-Ray's switches, in the order in which it looks for them: it takes the first that matches. Source: POV-Ray 3.7,
 * processrenderoptions.cpp, RenderOptions_Cmd_Table.
 */
export const switches: readonly SwitchRow[] = `
  AG Antialias_Gamma -; AM Sampling_Method -; A0 Antialias_Threshold Antialias; A - Antialias;
  BM Bounding_Method -; BS Render_Block_Size -; B - Bounding;
  C - Continue_Trace;
  D Video_Mode Display; D - Display;
  EC End_Column -; EF0 Subset_End_Frame -; EF Subset_End_Frame -; EP Preview_End_Size -; ER End_Row -;
  F Output_File_Type Output_To_File; F - Output_To_File;
  GA All_File All_Console; GA - All_Console; GD Debug_File Debug_Console; GD - Debug_Console;
  GF Fatal_File Fatal_Console; GF - Fatal_Console; GI Create_Ini -; GP - Append_File;
  GR Render_File Render_Console; GR - Render_Console; GS Statistic_File Statistic_Console; GS - Statistic_Console;
  GW Warning_File Warning_Console; GW - Warning_Console;
  HI Include_Header -; HR - High_Reproducibility; H Height -;
  I Input_File_Name -;
  J Jitter_Amount Jitter; J - Jitter;
  KC - Cyclic_Animation; KI Initial_Clock -; KFF Final_Frame -; KFI Initial_Frame -; KF Final_Clock -;
  KLA - Clockless_Animation; K Clock -;
  L Library_Path -;
  MB Bounding_Threshold Bounding; MB - Bounding; MI Max_Image_Buffer_Memory -; MV Version -;
  O Output_File_Name -;
  P - Pause_When_Done;
  Q Quality -;
  RFI - Radiosity_From_File; RFO - Radiosity_To_File; RF Radiosity_File_Name -; RS Render_Block_Step -;
  RP Render_Pattern -; RTR - Real_Time_Raytracing; RVP - Radiosity_Vain_Pretrace; R Antialias_Depth -;
  SC Start_Column -; SF0 Subset_Start_Frame -; SF Subset_Start_Frame -; SP Preview_Start_Size -; SR Start_Row -;
  STP Frame_Step -; SU - Split_Unions;
  TH Dither_Method Dither; TH - Dither;
  UA - Output_Alpha; UD - Draw_Vistas; UF - Field_Render; UL - Light_Buffer; UO - Odd_Field; UR - Remove_Bounds;
  UV - Vista_Buffer;
  V - Verbose;
  WL Warning_Level -; WT Work_Threads -; W Width -;
  X Test_Abort_Count Test_Abort; X - Test_Abort`
  .trim()
  .split(/;\s*/)
  .map((row) => {
    const [name = '', parameter = '-', sign = '-'] = row.split(/\s+/);
    return { name, parameter: parameter === '-' ? null : parameter, sign: sign === '-' ? null : sign };
  });

function table(types: Record<ValueType | 'unused', string>): Record<string, ValueType | null> {
  return Object.fromEntries(
    Object.entries(types).flatMap(([type, names]) =>
      names.split(/\s+/).map((name) => [name, type === 'unused' ? null : (type as ValueType)]),
    ),
  );
}
