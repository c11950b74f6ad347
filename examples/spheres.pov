// A spiral of glass, metal and lacquer under an evening sky. As in most pictures, the middle rows take longer than those at
// the top and bottom. Nothing in it is random, so that every cut gives the same pixels.
#version 3.7;
global_settings { assumed_gamma 1.0 max_trace_level 12 }

camera {
  location <0, 6.2, -12.5>
  look_at <0, 0.7, 0.4>
  right x * image_width / image_height
  angle 42
}

light_source { <-14, 18, -12> color rgb <1.0, 0.92, 0.80> * 1.25 }
light_source { <16, 9, -4> color rgb <0.45, 0.55, 0.85> * 0.7 }

sky_sphere {
  pigment {
    gradient y
    color_map {
      [0.00 rgb <0.98, 0.72, 0.48>]
      [0.18 rgb <0.86, 0.56, 0.54>]
      [0.45 rgb <0.34, 0.38, 0.62>]
      [1.00 rgb <0.07, 0.10, 0.26>]
    }
  }
}

// The floor is turned, so that none of its edges runs along a row or a column and looks like a seam.
plane {
  y, 0
  pigment { checker rgb <0.90, 0.87, 0.82>, rgb <0.16, 0.19, 0.26> scale 1.2 rotate 33 * y }
  finish { ambient 0 diffuse 0.75 reflection { 0.04, 0.35 fresnel on } conserve_energy }
  interior { ior 1.5 }
}

#declare Lacquer = finish { ambient 0 diffuse 0.65 specular 0.9 roughness 0.004 reflection { 0.03, 0.5 } }
#declare Metal = finish { ambient 0 diffuse 0.12 specular 0.8 roughness 0.01 metallic reflection { 0.78 metallic } }

#macro Hue(T)
  <0.5 + 0.5 * cos(2 * pi * T), 0.5 + 0.5 * cos(2 * pi * (T - 0.36)), 0.5 + 0.5 * cos(2 * pi * (T - 0.66))>
#end

#declare Count = 34;
#declare I = 0;
#while (I < Count)
  #declare T = I / Count;
  #declare Angle = 2 * pi * 2.4 * T + 0.5;
  #declare Away = 1.0 + 4.6 * T;
  #declare R = 0.28 + 0.42 * T;
  sphere {
    <Away * sin(Angle), R + 2.3 * (1 - T) * (1 - T), Away * cos(Angle) * 0.9>, R
    #switch (mod(I, 3))
      #case (0)
        pigment { rgb Hue(T) } finish { Lacquer }
      #break
      #case (1)
        pigment { rgb 0.45 + 0.55 * Hue(T + 0.2) } finish { Metal }
      #break
      #else
        pigment { rgbf <0.93, 0.97, 1.0, 0.94> }
        finish { ambient 0 diffuse 0.02 specular 0.9 roughness 0.002 reflection { 0.02, 0.9 fresnel on } conserve_energy }
        interior { ior 1.5 }
    #end
  }
  #declare I = I + 1;
#end

sphere {
  <0, 1.15, 0>, 1.15
  pigment { rgb <0.98, 0.95, 0.9> }
  finish { Metal }
}
