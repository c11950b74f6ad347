#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 2, -6> look_at <0, 0.6, 0> right x * image_width / image_height }
light_source { <4, 8, -6>, 1 }
plane { y, 0 pigment { checker rgb 0.9, rgb <0.4, 0.5, 0.6> } }
sphere { <0, 1.2, 0>, 1.2 pigment { rgbt 1 } hollow interior { media { method 1 samples 4, 8 emission 0.6 density { bozo scale 0.4 } } } }
