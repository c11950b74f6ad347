#version 3.7;
global_settings { assumed_gamma 1 mm_per_unit 20 subsurface { samples 10, 5 } }
camera { location <0, 2, -6> look_at <0, 0.6, 0> right x * image_width / image_height }
light_source { <4, 8, -6>, 1 }
plane { y, 0 pigment { checker rgb 0.9, rgb <0.4, 0.5, 0.6> } }
#for (I, -2, 2) sphere { <I * 1.1, 1.2 + I * 0.5, 0>, 0.5 pigment { rgb <0.8, 0.7, 0.6> } finish { subsurface { translucency 0.5 } } interior { ior 1.4 } } #end
