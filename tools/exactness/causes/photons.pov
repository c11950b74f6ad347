#version 3.7;
global_settings { assumed_gamma 1 photons { spacing 0.02 } }
camera { location <0, 2, -6> look_at <0, 0.6, 0> right x * image_width / image_height }
light_source { <4, 8, -6>, 1 }
plane { y, 0 pigment { checker rgb 0.9, rgb <0.4, 0.5, 0.6> } }
#for (I, -2, 2) sphere { <I * 1.2, 0.6, abs(I)>, 0.6 pigment { rgbf 0.95 } interior { ior 1.5 } photons { target refraction on reflection on } } #end
